import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { auditWords } from "./audit";

/** What is never kept, since it changes nothing or is done by nobody we know. */
const NOT_KEPT = /options$|preview$|\/look$|hooks|endpoints\/test$/;

it("[UI40] every write has words in the audit log", () => {
  const rules = readFileSync("worker/api/rules.ts", "utf8");
  const routes = [...rules.matchAll(/"((?:POST|PATCH|PUT|DELETE) \/api\/v1\/[^"]+)":/g)];
  const writes = routes.map(([, route = ""]) => route).filter((route) => !NOT_KEPT.test(route));
  expect(writes.length).toBeGreaterThan(40);
  for (const route of writes) expect(auditWords(route)).not.toContain("/");
  expect(auditWords("POST /api/v1/endpoints/:id/pause")).toBe("Endpoint · paused");
  expect(auditWords("DELETE /api/v1/tokens/:id")).toBe("Token · removed");
  expect(auditWords("GET /api/v1/session/callback/:provider")).toBe("Signed in");
  expect(auditWords("PURGE /api/v1/unknown")).toBe("PURGE /unknown");
});
