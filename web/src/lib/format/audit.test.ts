import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { auditText } from "./audit";

/** What is never kept, since it changes nothing or is done by nobody we know. */
const UNAUDITED = /options$|preview$|callback$|endpoints\/test$/;

it("[UI40] every write has words in the audit log", () => {
  const rules = readFileSync("worker/api/route-policies.ts", "utf8");
  const routes = [...rules.matchAll(/"((?:POST|PATCH|PUT|DELETE) \/api\/v1\/[^"]+)":/g)];
  const writes = routes.map(([, route = ""]) => route).filter((route) => !UNAUDITED.test(route));
  expect(writes.length).toBeGreaterThan(40);
  for (const route of writes) expect(auditText(route)).not.toContain("/");
  expect(auditText("POST /api/v1/endpoints/:id/pause")).toBe("Endpoint · paused");
  expect(auditText("DELETE /api/v1/tokens/:id")).toBe("Token · removed");
  expect(auditText("GET /api/v1/session/callback/:provider")).toBe("Signed in");
  expect(auditText("PURGE /api/v1/unknown")).toBe("PURGE /unknown");
});
