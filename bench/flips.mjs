import { setTimeout as sleep } from "node:timers/promises";
import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { startChaosServer } from "./chaos/world.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, percentile, markdownTable } from "./stats.mjs";
import { openViewers } from "./flips/viewers.mjs";
import { scaled } from "./scale.mjs";
import { ONE_SECOND_MS } from "./time.mjs";

/** Each goes down and comes back once: who flaps is trusted later, and that is another question. */
const ENDPOINTS = scaled(30, 5);
const FLIPS = 2 * ENDPOINTS;
const INTERVAL_MS = 2 * ONE_SECOND_MS;
const DOWN_FOR_MS = 25 * ONE_SECOND_MS;
const P95_MS = ONE_SECOND_MS;
/** What has not arrived anywhere by then is lost. */
const ARRIVAL_TIMEOUT_MS = scaled(20, 10) * ONE_SECOND_MS;
/** A page without a socket reads about once a minute; the short form does not wait for it. */
const POLL_TIMEOUT_MS = scaled(80 * ONE_SECOND_MS, ARRIVAL_TIMEOUT_MS);

/**
 * How long from the answer that decides a status to the word on the screen of whoever looks at the
 * status page, or at the widget on somebody else's site? The end of the check, the tick, the database
 * and the rooms are all in it.
 */
export async function measureFlips(folder) {
  const flips = [];
  const was = new Map();
  let startedAt = Infinity;
  const world = await startChaosServer((index) => {
    const since = Date.now() - startedAt - index * INTERVAL_MS;
    const isUp = !(since >= 0 && since < DOWN_FOR_MS);
    const name = `${index}`;
    if (was.get(name) === !isUp) flips.push({ name, isUp, at: Date.now() });
    was.set(name, isUp);
    return isUp;
  });
  const instance = await startInstance({ stateDir: folder, token: TEST_TOKEN });
  const api = apiClient(instance);
  await createEndpoints(api, endpointsAt(world.url));
  await publish(api);
  const viewers = await openViewers(instance.url, "flips");
  startedAt = Date.now();
  while (flips.length < FLIPS) await sleep(ONE_SECOND_MS);
  await sleep(ARRIVAL_TIMEOUT_MS);
  const rows = [
    rowOf("the status page", flips, await viewers.page.seen()),
    rowOf("the widget on another origin", flips, await viewers.widget.seen()),
  ];
  await sleep(POLL_TIMEOUT_MS - ARRIVAL_TIMEOUT_MS);
  rows.push(rowOf("the status page without a socket", flips, await viewers.polling.seen()));
  await viewers.close();
  await instance.stop();
  world.close();
  return report(rows);
}

const endpointsAt = (url) =>
  Array.from({ length: ENDPOINTS }, (_, index) => ({
    name: `${index}`,
    url: `${url}/e/${index}`,
    intervalSeconds: 10,
    failureThreshold: 1,
    recoveryThreshold: 1,
    retryDelaySeconds: null,
  }));

async function publish(api) {
  const { data } = await api("GET", "/endpoints?limit=200");
  const components = data.map(({ id, name }) => ({ name, endpointIds: [id] }));
  await api("POST", "/pages", {
    slug: "flips",
    title: "Flips",
    groups: [{ name: "", components }],
  });
}

/** Each flip with the first that was seen of it before the endpoint turned again. */
function rowOf(where, flips, observed) {
  const latencies = flips.flatMap(({ name, isUp, at }, index) => {
    const next = flips.slice(index + 1).find((one) => one.name === name)?.at ?? Infinity;
    const first = observed.find(
      (one) => one.name === name && one.isUp === isUp && one.at >= at && one.at < next,
    );
    return first ? [first.at - at] : [];
  });
  return { where, latencies, p95: percentile(latencies, 0.95) };
}

function report(rows) {
  const [page, widget] = rows;
  return {
    title: `Flips: ${FLIPS} turns of real targets, to the screen`,
    text: [
      markdownTable([
        ["from the answer that decides a status to the screen, ms", "seen", "p50", "p95", "worst"],
        ...rows.map(({ where, latencies, p95 }) => [
          where,
          `${latencies.length}`,
          ...(latencies.length === 0
            ? ["", "", ""]
            : [percentile(latencies, 0.5), p95, Math.max(...latencies)].map(formatNumber)),
        ]),
      ]),
      `${ENDPOINTS} endpoints are checked every 10 s, go down and come back, a few in each tick. All look in one real browser on the same machine, at the frame that shows the change; without a socket a page reads about once a minute, and what turns back in between is never seen.`,
    ].join("\n\n"),
    goals: [page, widget].flatMap(({ where, latencies, p95 }) => [
      {
        goal: `${where}: each of the ${FLIPS} is seen`,
        seen: `${latencies.length}`,
        isMet: latencies.length === FLIPS,
        isInvariant: true,
      },
      {
        goal: `${where}: p95 under ${formatNumber(P95_MS)} ms`,
        seen: latencies.length === 0 ? "none" : `${formatNumber(p95)} ms`,
        isMet: p95 < P95_MS,
      },
    ]),
  };
}
