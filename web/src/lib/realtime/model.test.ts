/// <reference types="vite/client" />
import fc from "fast-check";
import { expect, inject, it, vi } from "vitest";
import { ModelPage, modelEvent, type ModelDatabase, type ModelWorld } from "./model-page";

/** The worker's own code, of whose types the pages know nothing. */
const [{ createRoomSimulator }] = Object.values(
  import.meta.glob<{ createRoomSimulator(limits: object): ModelWorld }>(
    "../../../../worker/test/fixtures/room-simulator.ts",
    { eager: true },
  ),
) as [{ createRoomSimulator(limits: object): ModelWorld }];

/** Three levels, from very small rooms. */
const LIMITS = { sockets: 1, fanOut: 2, shards: 7, perAddress: 99 };
const CLIENTS = 6;
const MINUTE = 60_000;

const page = fc.nat(CLIENTS - 1);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("publish"), count: fc.integer({ min: 0, max: 4 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("hear"), page, frames: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("is lost", "comes twice"), page }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("connect"),
      page,
      hint: fc.constantFrom(0, 0, 1, 2, 3, 5, 6),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("cut", "hang up", "read", "read slowly"), page }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("hibernate", "crash"), shard: fc.nat(6) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom("deploy", "burst", "fail", "repeat", "lose", "lose the answer"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("pass"),
      ms: fc.constantFrom(1_000, 2 * MINUTE, 16 * MINUTE),
    }),
  },
);
type Step = {
  do: string;
  page?: number;
  shard?: number;
  count?: number;
  frames?: number;
  hint?: number;
  ms?: number;
};

async function run(steps: readonly Step[]): Promise<void> {
  const world = createRoomSimulator(LIMITS);
  const database: ModelDatabase = { count: 0, unpublished: new Set() };
  const pages = Array.from({ length: CLIENTS }, () => new ModelPage(world, database));
  let ids = 0;
  let needsRenewal = false;

  /** Stored, then told; the second attempt carries the same id, and a third there is not. */
  async function publish(count: number): Promise<void> {
    const indexes = Array.from({ length: count }, () => database.count++);
    const id = `id-${++ids}`;
    const publication = { id, events: indexes.map(modelEvent), asOf: null, nextExpectedAt: null };
    for (const isLast of [false, true]) {
      try {
        await world.publish("all", publication);
        return;
      } catch {
        if (!isLast) continue;
        for (const index of indexes) database.unpublished.add(index);
        needsRenewal = true;
      }
    }
  }
  const renew = async () => {
    if (needsRenewal) await world.renew("all");
    needsRenewal = false;
  };

  async function runStep(step: Step): Promise<void> {
    const at = pages[step.page ?? 0]!;
    switch (step.do) {
      case "publish":
        return publish(step.count ?? 0);
      case "burst":
        return publish(260);
      case "fail":
        world.fail("lost", "lost");
        return publish(1);
      case "repeat":
        world.fail("answer lost");
        return publish(2);
      case "lose":
        return world.fail("lost");
      case "lose the answer":
        return world.fail("answer lost");
      case "hear":
        for (let frame = 0; frame < (step.frames ?? 1); frame++) at.receive();
        return;
      case "is lost":
      case "comes twice":
        return at.receive(step.do);
      case "connect":
        return at.connect(step.hint ?? 0);
      case "cut":
        return at.cut();
      case "hang up": {
        const { line } = at;
        at.cut();
        return line ? world.hangUp(line) : undefined;
      }
      case "read":
        return at.refetch().catch(() => {});
      case "read slowly":
        return at.refetch(() => publish(1)).catch(() => {});
      case "hibernate":
      case "crash": {
        const name = world.names[(step.shard ?? 0) % Math.max(1, world.names.length)];
        return name ? world.evict(name, step.do === "hibernate") : undefined;
      }
      case "deploy":
        for (const name of world.names) world.evict(name, false);
        return;
      case "pass":
        await renew();
        return world.pass(step.ms ?? 0);
      default:
        throw new Error(step.do);
    }
  }

  for (const step of steps) await runStep(step).catch(() => {});

  // The world calms down: whatever failed is repaired, everybody comes back, and one more thing happens.
  world.heal();
  await world.pass(2 * MINUTE);
  await renew();
  for (let round = 0; round < 4; round++) {
    await publish(1);
    for (const page of pages) {
      for (let attempt = 0; attempt < 6; attempt++) {
        if (page.needsRefetch) await page.refetch().catch(() => {});
        await page.connect(page.shard);
        while (page.line?.frames.length) page.receive();
      }
    }
  }
  expect(pages.flatMap(({ errors }) => errors)).toEqual([]);
  expect(pages.map(({ eventCount }) => eventCount)).toEqual(pages.map(() => database.count));
}

const RUNS = { fast: 100, deep: 1_200 };

it("[RM14] whatever happens on the way, a page holds what the server holds, each event once or after a gap", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "log").mockImplementation(() => {});
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), run), {
    numRuns: Number(process.env["MODEL_RUNS"] ?? RUNS[inject("depth")]),
  });
  vi.restoreAllMocks();
}, 120_000);
