import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Env } from "../env";
import { CONCURRENCY } from "./engine/concurrency";
import {
  isAnswered,
  createAssertion,
  createJob,
  isFailed,
  observations,
  probeShard,
  target,
  createTask,
} from "../test/fixtures/probe";

const bindings = env as unknown as Env;

describe("a shard", () => {
  const entry = (path: string, settings = {}) => createJob(createTask("http", path, settings));

  it("[PR1] that hangs in every slot costs the next ones nothing of their own time", async () => {
    const hanging = Array.from({ length: CONCURRENCY }, () => entry("/hang"));
    const slow = Array.from({ length: CONCURRENCY }, () => entry("/slow/600"));
    const { all } = await probeShard([...hanging, ...slow]);
    const observed = observations(all);
    expect(observed.slice(0, CONCURRENCY)).toEqual(hanging.map(() => isFailed("timeout")));
    expect(observed.slice(CONCURRENCY)).toEqual(slow.map(() => isAnswered(200)));
  });

  it("[PR6] gives what answers promptly before what hangs", async () => {
    const shard = [entry("/hang", { timeoutMs: 3_000 }), entry("/ok"), entry("/status/500")];
    const { prompt, all } = await probeShard(shard);
    expect(observations(prompt)).toEqual([null, isAnswered(200), isAnswered(500)]);
    expect(observations(all)).toEqual([isFailed("timeout"), isAnswered(200), isAnswered(500)]);
  });

  it("[PR2] is not lost with one address that breaks the runtime", async () => {
    const { all } = await probeShard([entry(`http://${"a.".repeat(125)}example/`), entry("/ok")]);
    expect(observations(all)[1]).toEqual(isAnswered(200));
  });

  it("[SC5] says nothing of what came too late to be done before it is due again", async () => {
    const hanging = Array.from({ length: CONCURRENCY }, () => entry("/hang", { timeoutMs: 2_000 }));
    const late = createJob(createTask("http", "/ok", { intervalSeconds: 10 }), {
      elapsedMs: 7_000,
    });
    const { all } = await probeShard([...hanging, late]);
    expect(all.results.at(-1)).toBeNull();
    const waited = createJob(createTask("http", "/ok", { intervalSeconds: 10 }), {
      elapsedMs: 9_000,
    });
    expect((await probeShard([waited])).all).toEqual({ results: [null], deferred: [] });
  });

  it("[PR16] hands back what it may not ask any more, and no half of it", async () => {
    const hops = Array.from({ length: 10 }, () => entry("/hops/10", { maxRedirects: 10 }));
    const { all } = await probeShard(hops);
    expect(all.deferred.length).toBeGreaterThan(0);
    all.results.forEach((checkResults, index) => {
      expect(checkResults === null).toBe(all.deferred.includes(index));
    });
  });
});

describe("a test of settings that are not stored", () => {
  it("[PR14] looks from here and from each region, and says how each look went", async () => {
    const assertions = [
      createAssertion("status", "equals", 201),
      createAssertion("body", "contains", "ok"),
    ];
    const task = createTask("http", "/redirect?to=/ok", { regions: ["weur", "oc"], assertions });
    const { results: checks } = await exports.Prober.dryRun(task);
    expect(checks.map(({ region, verdict }) => [region, verdict.health])).toEqual([
      [null, "failing"],
      ["weur", "failing"],
      ["oc", "failing"],
    ]);
    for (const { steps } of checks) {
      expect(
        steps.map(({ name, ok, expected, actual: value }) => [name, ok, expected, value]),
      ).toEqual([
        ["address", true, null, "allowed"],
        ["connected", true, null, null],
        ["redirected", true, null, `${target}/ok`],
        ["answered", true, "200-299", "200"],
        ["assertion", false, "status to equal 201", "200"],
        ["assertion", true, 'body to contain "ok"', "a match"],
      ]);
    }
  });

  it("[PR14] calls nothing connected that was not", async () => {
    for (const [kind, url] of [
      ["http", "http://127.0.0.1:1/"],
      ["tcp", "tcp://127.0.0.1:1"],
    ] as const) {
      const { results: checks } = await exports.Prober.dryRun(createTask(kind, url));
      expect(checks[0]?.steps).toMatchObject([
        { name: "address", ok: true },
        { name: "connected", ok: false, actual: null },
      ]);
    }
  });

  it("[PR14] says in fixed words what failed", async () => {
    const { results: checks } = await exports.Prober.dryRun(
      createTask("http", "http://127.0.0.1:1/secret"),
    );
    expect(checks).toMatchObject([{ observation: isFailed("unreachable") }]);
    expect(JSON.stringify(checks)).not.toMatch(/secret|lost\.|127\.0/);
    const heartbeat = await exports.Prober.dryRun(createTask("heartbeat", ""));
    expect(heartbeat).toEqual({ results: [] });
  });
});

it("[PR1] a region looks at six at a time, and the time runs from the slot", async () => {
  const region = bindings.REGION_PROBE.getByName("apac", { locationHint: "apac" });
  const startedAt = Date.now();
  const runs = await Promise.all(
    Array.from({ length: 2 * CONCURRENCY }, () =>
      region.runCheck(createTask("http", "/slow/600"), 0, false),
    ),
  );
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_200);
  expect(runs.map(({ result: observation }) => observation)).toMatchObject(
    runs.map(() => ({ statusCode: 200 })),
  );
});
