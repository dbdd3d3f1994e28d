import { figure, percentile, sum, table } from "./figures.mjs";
import { residentMb } from "./process-cost.mjs";
import { contender, end, measure, publication, tell } from "./rooms/contender.mjs";
import { startPharos } from "./rooms/pharos.mjs";
import { startSocketIo } from "./rooms/socket-io.mjs";

const CROWDS = [
  { viewers: 2_000, of: "one room", sizes: "sockets=2000" },
  {
    viewers: 4_000,
    of: "a tree of 5 parts, two levels below the first",
    sizes: "sockets=800,fanOut=2",
  },
];
const SIZES = [
  { events: 1, ticks: 10 },
  { events: 100, ticks: 4 },
];
/** What happens while everybody is away. */
const MISSED = 5;
/** Nothing comes back sooner than this after a cut, by the protocol. */
const SOONEST_MS = 500;

/** What does a crowd cost, and how does it come back when all of it is cut at once? */
export async function measureCrowd(folder) {
  const measured = [];
  for (const crowd of CROWDS) {
    measured.push(await watch(crowd, "Pharos", await startPharos(folder, crowd.sizes), "pharos"));
    measured.push(await watch(crowd, "Socket.IO", await startSocketIo(), "socketIo"));
  }
  return report(measured);
}

async function watch({ viewers, of }, name, server, client) {
  const emptyMb = residentMb(server.pid);
  const one = await contender(name, server, client, viewers);
  const kbPerSocket = ((residentMb(server.pid) - emptyMb) * 1_024) / viewers;
  // The first does not count: it warms up.
  await measure(one, { events: 1, ticks: 3 });
  const ticks = [];
  for (const size of SIZES) ticks.push({ ...size, ...(await measure(one, size)) });
  const body = JSON.stringify(publication(MISSED));
  const { healed } = await tell(one, { heal: { port: server.port, body, events: MISSED } });
  // Right again, and still listening.
  ticks.push({
    events: 1,
    ticks: 1,
    isAfter: true,
    ...(await measure(one, { events: 1, ticks: 1 })),
  });
  await end(one);
  return { name, viewers, of, kbPerSocket, ticks, healed };
}

function report(measured) {
  const ours = measured.filter(({ name }) => name === "Pharos");
  const lost = sum(
    ours.flatMap(({ ticks }) => ticks.map((tick) => tick.expected - tick.delivered)),
  );
  const soonest = Math.min(...ours.flatMap(({ healed }) => healed.map((one) => one.triedAfter)));
  const told = table([
    [
      "viewers",
      "server",
      "events in the tick",
      "delivered of expected",
      "CPU µs per event",
      "p50 ms",
      "p99 ms",
      "KB per socket",
    ],
    ...measured.flatMap(({ name, viewers, kbPerSocket, ticks }) =>
      ticks
        .filter(({ isAfter }) => !isAfter)
        .map((tick) => [
          viewers.toLocaleString("en-US"),
          name,
          String(tick.events),
          `${tick.delivered.toLocaleString("en-US")} of ${tick.expected.toLocaleString("en-US")}`,
          ...[tick.cpuMicroseconds, tick.p50, tick.p99, kbPerSocket].map(figure),
        ]),
    ),
  ]);
  const back = table([
    [
      "viewers",
      "server",
      "back after s: first, p50, last",
      "from the attempt to being right, ms: p50, p99",
      "bytes each",
    ],
    ...measured.map(({ name, viewers, healed }) => {
      const of = (key, share) =>
        percentile(
          healed.map((one) => one[key]),
          share,
        );
      return [
        viewers.toLocaleString("en-US"),
        name,
        [0, 0.5, 1].map((share) => figure(of("afterCut", share) / 1_000)).join(", "),
        [0.5, 0.99].map((share) => figure(of("afterTry", share))).join(", "),
        figure(of("bytes", 0.5)),
      ];
    }),
  ]);
  return {
    title: "Crowds: 2,000 viewers in one room, 4,000 over a tree",
    text: [
      told,
      `Then all are cut at once, ${MISSED} events happen, and each comes back by the rules of its own client:`,
      back,
    ].join("\n\n"),
    goals: [
      {
        goal: "every event is delivered to every viewer, before and after the cut",
        seen: `${lost} lost`,
        isMet: lost === 0,
      },
      {
        goal: `none comes back sooner than ${SOONEST_MS} ms`,
        seen: `${figure(soonest)} ms`,
        isMet: soonest >= SOONEST_MS,
      },
    ],
  };
}
