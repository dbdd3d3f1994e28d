import { expect, it } from "vitest";
import {
  fillTicks,
  MIDNIGHT,
  minutes,
  changeStatus,
  rollUpAll,
  numberedCheck,
} from "./test/fixtures/history";
import { queryRows } from "./test/fixtures/pipeline";
import { runAndKillAfter } from "./test/fixtures/query-counter";
import { bindings, storeEndpoint } from "./test/fixtures/worker";

const HOUR = 3_600_000;
const FIRST = MIDNIGHT + 22 * HOUR;
/** Two hours of one day, one of the next, and the time in which they settle. */
const NOW = FIRST + 3 * HOUR + 150_000;
const TABLES = ["hourly_rollups", "daily_rollups", "status_bars", "rollup_cursor"];

const everything = () => Promise.all(TABLES.map((table) => queryRows(`select * from ${table}`)));

async function begin() {
  await bindings.DB.batch([
    ...TABLES.map((table) => bindings.DB.prepare(`delete from ${table}`)),
    bindings.DB.prepare("insert into rollup_cursor values (1, ?, 0)").bind(FIRST / HOUR - 1),
  ]);
}

it("[RU5] killed before any one of its queries and run again, it writes the very same rows", async () => {
  for (const id of ["a", "b", "c"]) await storeEndpoint(id, { createdAt: FIRST });
  for (const number of [1, 2, 3]) await changeStatus(number, "UNKNOWN", "UP", FIRST);
  await changeStatus(2, "UP", "DOWN", FIRST + HOUR / 2);
  await changeStatus(2, "DOWN", "UP", FIRST + 2.5 * HOUR);
  const isDown = (at: number) => at >= FIRST + HOUR / 2 && at < FIRST + 2.5 * HOUR;
  await fillTicks(
    minutes(FIRST, NOW).map((at) => ({
      at,
      checks: [
        numberedCheck(1, "UP"),
        numberedCheck(2, isDown(at) ? "DOWN" : "UP", 70),
        numberedCheck(3, "UP", at % 997),
      ],
    })),
  );
  await begin();
  await rollUpAll(NOW);
  const whole = await everything();
  expect(whole.map(({ length }) => length)).toEqual([9, 3, 1, 1]);
  let queries = 0;
  for (let isOver = false; !isOver; queries++) {
    await begin();
    isOver = await runAndKillAfter(queries, () => rollUpAll(NOW));
    await rollUpAll(NOW);
    expect(await everything()).toEqual(whole);
  }
  expect(queries).toBeGreaterThan(25);
}, 120_000);
