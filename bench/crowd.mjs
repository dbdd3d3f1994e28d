import { formatNumber, percentile, sum, markdownTable } from "./stats.mjs";
import { residentMb } from "./process-cost.mjs";
import {
  startContender,
  stopContender,
  measure,
  publication,
  sendCommand,
} from "./rooms/contender.mjs";
import { startPharos } from "./rooms/pharos.mjs";
import { startSocketIo } from "./rooms/socket-io.mjs";
import { scaled } from "./scale.mjs";

const [ONE, MANY] = scaled([2_000, 4_000], [100, 200]);
const SHARDS = 5;
const CROWDS = [
  { viewers: ONE, where: "in one room", limits: `sockets=${ONE}` },
  {
    viewers: MANY,
    where: `in ${SHARDS} parts, over two hops`,
    limits: `sockets=${MANY / SHARDS},fanOut=2`,
  },
];
const SIZES = [
  { events: 1, ticks: 10 },
  { events: 100, ticks: 4 },
];
/** Events that happen while everybody is away. */
const MISSED = 5;
/** Nothing comes back sooner than this after a cut, by the protocol. */
const MIN_RECONNECT_MS = 500;

/** What does a crowd cost, and how does it come back when all of it is cut at once? */
export async function measureCrowd(folder) {
  const measured = [];
  for (const crowd of CROWDS) {
    measured.push(
      await measureViewers(crowd, "Pharos", await startPharos(folder, crowd.limits), "pharos"),
    );
    measured.push(
      await measureViewers(crowd, "Socket.IO", await startSocketIo({ recovers: true }), "socketIo"),
    );
  }
  return report(measured);
}

async function measureViewers({ viewers, where }, name, server, client) {
  const emptyMb = residentMb(server.pid);
  const contender = await startContender(name, server, client, viewers);
  const kbPerSocket = ((residentMb(server.pid) - emptyMb) * 1_024) / viewers;
  // The first does not count: it warms up.
  await measure(contender, { events: 1, ticks: 3 });
  const ticks = [];
  for (const size of SIZES) ticks.push({ ...size, ...(await measure(contender, size)) });
  const body = JSON.stringify(publication(MISSED));
  const { healed } = await sendCommand(contender, {
    heal: { port: server.port, body, events: MISSED },
  });
  // Right again, and still listening.
  const after = await measure(contender, { events: 1, ticks: 1 });
  await stopContender(contender);
  const label = `${viewers.toLocaleString("en-US")}${name === "Pharos" ? ` ${where}` : ""}`;
  return { name, who: label, kbPerSocket, ticks, healed, after };
}

function report(measured) {
  const ours = measured.filter(({ name }) => name === "Pharos");
  const wrong = sum(
    ours
      .flatMap(({ ticks, after }) => [...ticks, after])
      .map(({ expected, delivered }) => Math.abs(expected - delivered)),
  );
  const soonest = Math.min(...ours.flatMap(({ healed }) => healed.map((one) => one.triedAfter)));
  const head = ["viewers", "server", "events in the tick", "delivered of expected"];
  const deliveryTable = markdownTable([
    [...head, "CPU µs per event", "p50 ms", "p99 ms", "KB per socket"],
    ...measured.flatMap(({ name, who: label, kbPerSocket, ticks }) =>
      ticks.map((tick) => [
        label,
        name,
        String(tick.events),
        `${tick.delivered.toLocaleString("en-US")} of ${tick.expected.toLocaleString("en-US")}`,
        ...[tick.cpuMicroseconds, tick.p50, tick.p99, kbPerSocket].map(formatNumber),
      ]),
    ),
  ]);
  const reconnectTable = markdownTable([
    [
      "viewers",
      "server",
      "right again after the cut, s: first, p50, last",
      "after its attempt, ms: p50, p99",
      "bytes each",
    ],
    ...measured.map(({ name, who: label, healed }) => {
      const of = (key, share) =>
        percentile(
          healed.map((one) => one[key]),
          share,
        );
      return [
        label,
        name,
        [0, 0.5, 1].map((share) => formatNumber(of("afterCut", share) / 1_000)).join(", "),
        [0.5, 0.99].map((share) => formatNumber(of("afterTry", share))).join(", "),
        formatNumber(of("bytes", 0.5)),
      ];
    }),
  ]);
  return {
    title: `Crowds: ${formatNumber(ONE)} viewers in one room, ${formatNumber(MANY)} over a tree`,
    text: [
      deliveryTable,
      `Socket.IO has \`connectionStateRecovery\` on. Then all are cut at once, ${MISSED} events happen, and each comes back after the delay of its own client:`,
      reconnectTable,
      "All viewers of a server are one process beside it, so thousands who come back within seconds wait for that process too.",
    ].join("\n\n"),
    goals: [
      {
        goal: "every event is delivered once to every viewer, before and after the cut",
        seen: `${wrong} lost or doubled`,
        isMet: wrong === 0,
        isInvariant: true,
      },
      {
        goal: `none comes back sooner than ${MIN_RECONNECT_MS} ms`,
        seen: `${formatNumber(soonest)} ms`,
        isMet: soonest >= MIN_RECONNECT_MS,
        isInvariant: true,
      },
    ],
  };
}
