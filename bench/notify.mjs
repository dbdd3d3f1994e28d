import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { createChannels, startChaosServer } from "./chaos/world.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, percentile, markdownTable } from "./stats.mjs";
import { scaled } from "./scale.mjs";
import { ONE_MINUTE_MS, minutesFromEnvironment, nextFull, ONE_SECOND_MS, until } from "./time.mjs";

const MINUTES = minutesFromEnvironment(scaled(4, 1));
const ENDPOINTS = 10;
const MIN_DELIVERIES = scaled(50, 5);
const P95_MS = 2 * ONE_SECOND_MS;

/**
 * How long from the answer that decides a status to the request at a healthy webhook? The end of the
 * check, the tick, the database, the rules and the queue are all in it.
 */
export async function measureNotify(folder) {
  const latencies = [];
  const knownKeys = new Set();
  // Each turns every two to four checks, at instants of its own.
  const world = await startChaosServer(
    (index) =>
      Math.floor(Date.now() / ((20 + 2 * index) * ONE_SECOND_MS) + index / ENDPOINTS) % 2 === 0,
  );
  const instance = await startInstance({ stateDir: folder, token: TEST_TOKEN });
  const api = apiClient(instance);
  await createChannels(api, world, { healthy: 60 });
  await createEndpoints(
    api,
    Array.from({ length: ENDPOINTS }, (_, index) => ({
      name: `${index}`,
      url: `${world.url}/e/${index}`,
      intervalSeconds: 10,
      failureThreshold: 1,
      recoveryThreshold: 1,
      retryDelaySeconds: null,
    })),
  );
  const end = nextFull(scaled(ONE_MINUTE_MS, ONE_SECOND_MS), Date.now()) + MINUTES * ONE_MINUTE_MS;
  let messageCount = 0;
  while (Date.now() < end) {
    const messages = world.lettersOf("healthy");
    for (const { at, news: events } of messages.slice(messageCount)) {
      for (const { key, endpointName, happenedAt } of events) {
        if (knownKeys.has(key)) continue;
        knownKeys.add(key);
        // What happened at the instant of a tick was decided by the answer that the tick got.
        latencies.push(at - world.answered[endpointName].find((one) => one >= happenedAt));
      }
    }
    messageCount = messages.length;
    await until(Date.now() + 20);
  }
  await instance.stop();
  world.close();
  const p95 = percentile(latencies, 0.95);
  return {
    title: `Notify: from transition to webhook, ${latencies.length} transitions in ${MINUTES} minutes`,
    text: [
      markdownTable([
        ["", "p50", "p95", "worst"],
        [
          "from the answer that decides a status to the request at the webhook, ms",
          ...[percentile(latencies, 0.5), p95, Math.max(...latencies)].map(formatNumber),
        ],
      ]),
      `${ENDPOINTS} endpoints are checked every 10 s and turn every two to four checks; a receiver on the same machine takes what comes. ${messageCount} letters.`,
    ].join("\n\n"),
    goals: [
      {
        goal: `at least ${MIN_DELIVERIES} transitions`,
        seen: formatNumber(latencies.length),
        isMet: latencies.length >= MIN_DELIVERIES,
        isInvariant: true,
      },
      {
        goal: `p95 under ${formatNumber(P95_MS)} ms`,
        seen: formatNumber(p95),
        isMet: p95 < P95_MS,
      },
    ],
  };
}
