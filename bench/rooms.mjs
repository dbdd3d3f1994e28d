import { formatNumber, medianOf, sum, markdownTable } from "./stats.mjs";
import { startContender, stopContender, measure } from "./rooms/contender.mjs";
import { startPharos } from "./rooms/pharos.mjs";
import { startSocketIo } from "./rooms/socket-io.mjs";
import { scaled } from "./scale.mjs";

const VIEWERS = scaled(1_000, 200);
const ROUNDS = scaled(5, 1);
/** Ticks in a row per measurement: enough for CPU time, which is counted in 10 ms. */
const CASES = [
  { events: 1, ticks: scaled(30, 20) },
  { events: 100, ticks: scaled(10, 5) },
];
/** What the room was built to hold, as a share of what Socket.IO needs. */
const GOALS = { 1: 3, 100: 1 / 20 };

/** What does it cost to tell 1,000 viewers what one tick found? */
export async function measureRooms(folder) {
  const contenders = [
    await startContender("Pharos", await startPharos(folder), "pharos", VIEWERS),
    await startContender("Socket.IO", await startSocketIo(), "socketIo", VIEWERS),
  ];
  const measured = [];
  // The first round warms up and is not counted. In turns, so that a slow minute hits both.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const size of CASES) {
      for (const one of contenders) {
        const result = await measure(one, size);
        if (round > 0) measured.push({ name: one.name, events: size.events, ...result });
      }
    }
  }
  for (const one of contenders) await stopContender(one);
  return report(measured);
}

const FIGURES = ["cpuMicroseconds", "p50", "p99", "frames", "bytes"];

function report(measured) {
  const medians = (name, events) => {
    const rounds = measured.filter((one) => one.name === name && one.events === events);
    return Object.fromEntries(FIGURES.map((key) => [key, medianOf(rounds.map((one) => one[key]))]));
  };
  const rows = CASES.flatMap(({ events }) => {
    const [ours, theirs] = [medians("Pharos", events), medians("Socket.IO", events)];
    const line = (name, of) => [
      String(events),
      name,
      ...FIGURES.map((key) => formatNumber(of[key])),
    ];
    const ratios = Object.fromEntries(FIGURES.map((key) => [key, ours[key] / theirs[key]]));
    return [line("Pharos", ours), line("Socket.IO", theirs), line("ratio", ratios)];
  });
  const head = ["events in the tick", "server", "CPU µs per delivered event", "p50 ms", "p99 ms"];
  const wrong = sum(measured.map(({ expected, delivered }) => Math.abs(expected - delivered)));
  return {
    title: `Rooms: telling ${VIEWERS.toLocaleString("en-US")} viewers what a tick found`,
    text: markdownTable([[...head, "frames per event", "bytes per event"], ...rows]),
    goals: [
      {
        goal: "every event is delivered once to every viewer",
        seen: `${wrong} lost or doubled`,
        isMet: wrong === 0,
        isInvariant: true,
      },
      ...CASES.map(({ events }) => {
        const ratio =
          medians("Pharos", events).cpuMicroseconds / medians("Socket.IO", events).cpuMicroseconds;
        return {
          goal: `at ${events} event${events > 1 ? "s" : ""}, at most ${formatNumber(GOALS[events])} of Socket.IO's CPU`,
          seen: formatNumber(ratio),
          isMet: ratio <= GOALS[events],
        };
      }),
    ],
  };
}
