import { describe, expect, it } from "vitest";
import { withConcurrency, createLimiter, CONCURRENCY } from "./concurrency";

describe("slots", () => {
  it("[PR1] six run at a time, whatever the number, and each item once", async () => {
    const done: number[] = [];
    const items = Array.from({ length: 40 }, (_, index) => index);
    const most = await mostAtOnce((work) =>
      withConcurrency(items, (item) => work(() => done.push(item))),
    );
    expect(most).toBe(CONCURRENCY);
    expect(done.toSorted((a, b) => a - b)).toEqual(items);
  });

  it("[PR1] six run at a time of what comes one by one, and a failure frees its slot", async () => {
    const inSlot = createLimiter();
    const most = await mostAtOnce((work) =>
      Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          inSlot(() => work(() => index)).then(() =>
            inSlot(() => Promise.reject(new Error("broken"))).catch(() => undefined),
          ),
        ),
      ),
    );
    expect(most).toBe(CONCURRENCY);
  });
});

async function mostAtOnce(run: (work: (act: () => unknown) => Promise<void>) => Promise<unknown>) {
  let running = 0;
  let most = 0;
  await run(async (act) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    act();
    running--;
  });
  return most;
}
