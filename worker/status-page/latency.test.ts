import { afterEach, expect, it, vi } from "vitest";
import { freezeTime, publishPage, readPageJson, visit } from "../test/fixtures/pages";
import { minuteAt, runTickAt, storeEndpoint } from "../test/fixtures/worker";

afterEach(() => {
  vi.useRealTimers();
});

it("[PP25] how fast a component answers is shown where its owner wants that, and nowhere else", async () => {
  for (const id of ["web", "api"]) await storeEndpoint(id);
  const components = [
    { name: "Website", endpointIds: ["web"], showLatency: true },
    { name: "Checkout", endpointIds: ["api"] },
  ];
  await publishPage({ groups: [{ name: "", components }] });
  freezeTime(minuteAt(0) + 5_000);
  await runTickAt(minuteAt(0));
  const [shown, hidden] = (await readPageJson()).groups[0]!.components;
  expect(shown!.latency).toEqual(expect.any(Number));
  expect(hidden!.latency).toBeNull();
  const html = await (await visit("/status/acme")).text();
  const rows = html.split("data-component=").slice(1);
  expect(rows.map((row) => new RegExp(`\\b${shown!.latency} ms`).test(row))).toEqual([true, false]);
});
