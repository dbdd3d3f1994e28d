import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Env } from "../env";
import { SLOTS } from "./slots";
import { claim, failed, target, taskOf } from "../local/probe-fixtures";

const bindings = env as unknown as Env;

describe("a test of settings that are not stored", () => {
  it("[PR14] looks from here and from each region, and says how each look went", async () => {
    const assertions = [claim("status", "equals", 201), claim("body", "contains", "ok")];
    const task = taskOf("http", "/redirect?to=/ok", { regions: ["weur", "oc"], assertions });
    const { looks } = await exports.Prober.tryOut(task);
    expect(looks.map(({ region, verdict }) => [region, verdict.health])).toEqual([
      [null, "failing"],
      ["weur", "failing"],
      ["oc", "failing"],
    ]);
    for (const { steps } of looks) {
      expect(steps.map(({ name, ok, expected, seen }) => [name, ok, expected, seen])).toEqual([
        ["address", true, null, "allowed"],
        ["connected", true, null, null],
        ["redirected", true, null, `${target}/ok`],
        ["answered", true, "200-299", "200"],
        ["assertion", false, "status to equal 201", "200"],
        ["assertion", true, 'body to contain "ok"', "a match"],
      ]);
    }
  });

  it("[PR14] says in fixed words what failed", async () => {
    const { looks } = await exports.Prober.tryOut(taskOf("http", "http://127.0.0.1:1/secret"));
    expect(looks).toMatchObject([{ observation: failed("unreachable") }]);
    expect(JSON.stringify(looks)).not.toMatch(/secret|lost\.|127\.0/);
    const heartbeat = await exports.Prober.tryOut(taskOf("heartbeat", ""));
    expect(heartbeat).toEqual({ looks: [] });
  });
});

it("[PR1] a region looks at six at a time, and the time runs from the slot", async () => {
  const region = bindings.REGION_PROBE.getByName("apac", { locationHint: "apac" });
  const startedAt = Date.now();
  const looks = await Promise.all(
    Array.from({ length: 2 * SLOTS }, () => region.look(taskOf("http", "/slow/600"), 0, false)),
  );
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_200);
  expect(looks.map(({ seen }) => seen)).toMatchObject(looks.map(() => ({ statusCode: 200 })));
});
