import { describe, expect, it } from "vitest";
import { ENDPOINT_KINDS } from "../worker/domain/checks/kinds";
import { parseReason } from "../worker/domain/reason";
import { demoHistory } from "./demo-history";

const NOW = Date.UTC(2026, 10, 30, 21, 30);
const history = demoHistory(
  ENDPOINT_KINDS.map((kind, index) => ({
    number: index + 1,
    id: `e${index}`,
    name: `A ${kind}`,
    kind,
  })),
  NOW,
);
const reasonsOf = (kind) =>
  history.incidents
    .filter(({ endpoint }) => ENDPOINT_KINDS[endpoint - 1] === kind)
    .map(({ error_message }) => error_message);

describe("the past of the demo", () => {
  it.each(ENDPOINT_KINDS)("says of a %s only what such a check says", (kind) => {
    const kinds = new Set(reasonsOf(kind).map((text) => parseReason(text)?.kind));
    const own = { http: "status", dns: "resolver-failed", heartbeat: "no-report" };
    const expected = kind === "domain" ? [] : [own[kind] ?? "unreachable"];
    expect([...kinds]).toEqual(expected);
  });

  it("ends with everything up, so that the last day is covered to the end", () => {
    for (const number of ENDPOINT_KINDS.map((_, index) => index + 1)) {
      const own = history.transitions.filter(({ endpoint }) => endpoint === number);
      expect(own.at(-1).to_status).toBe("UP");
      expect(own.at(-1).at).toBeLessThan(NOW - 86_400_000);
    }
  });
});
