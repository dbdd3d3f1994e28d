import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { anyPort, HOST } from "../scripts/port.mjs";
import { inRepository, nodePath } from "../scripts/repository.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, medianOf, percentile, sum, markdownTable } from "./stats.mjs";
import { openRoomClient } from "./room-client.mjs";
import { cpuMs, residentMb } from "./process-cost.mjs";
import { scaled } from "./scale.mjs";
import { startServer } from "./server.mjs";

const ENDPOINTS = scaled(500, 50);
const INTERVAL_SECONDS = 10;
const TICKS = scaled(6, 2);

/** Uptime Kuma 2.5 with as many HTTP monitors, measured on such a machine. */
const KUMA = { cpu: "7 to 8", p50: "30 to 80", p99: "120 to 870" };

/** What does a tick of 500 checks cost, and how soon does a socket know? */
export async function measureTick(folder) {
  const port = await anyPort();
  const target = await startServer(nodePath(), [inRepository("bench", "tick", "target.mjs")], {
    port,
    env: { PORT: port },
  });
  const lines = [];
  const onLine = (line) => lines.push(line);
  const instance = await startInstance({ stateDir: folder, token: TEST_TOKEN, onLine });
  await createEndpoints(apiClient(instance), endpoints(`http://${HOST}:${port}`));
  const ticks = await listenToTicks(instance, `http://${HOST}:${port}/answered`);
  await instance.stop();
  await target.stop();
  return report(ticks, lines.map(tickLine).filter(Boolean));
}

const endpoints = (targetUrl) =>
  Array.from({ length: ENDPOINTS }, (_, index) => ({
    name: `endpoint-${index}`,
    url: `${targetUrl}/endpoint-${index}`,
    intervalSeconds: INTERVAL_SECONDS,
  }));

/** Listens from one full tick to the last; the first is where counting begins. */
async function listenToTicks(instance, answeredUrl) {
  const { data } = await firstPages(apiClient(instance));
  const nameOf = new Map(data.map(({ id, name }) => [id, name]));
  const frames = fullFrames(instance);
  await frames.next();
  const before = cpuMs(instance.pid);
  const latencies = [];
  let checks = 0;
  for (let tick = 0; tick < TICKS; tick++) {
    const { value: frame } = await frames.next();
    const answeredAt = await (await fetch(answeredUrl)).json();
    checks += frame.checks.length;
    latencies.push(...frame.checks.map(([id]) => frame.receivedAt - answeredAt[nameOf.get(id)]));
  }
  const cpu = cpuMs(instance.pid) - before;
  await frames.return();
  const memory = {
    all: residentMb(instance.pid),
    runtime: residentMb(instance.pid, (name) => name === "workerd"),
  };
  return { checks, cpu, latencies, memory };
}

async function firstPages(api) {
  const data = [];
  let cursor = null;
  do {
    const query = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const page = await api("GET", `/endpoints?limit=200${query}`);
    data.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor);
  return { data };
}

/** The frames of the room `all` in which every endpoint was checked. */
async function* fullFrames(instance) {
  const arrived = [];
  let wake = () => {};
  const socket = openRoomClient(instance, (frame) => {
    if ((frame.checks?.length ?? 0) < ENDPOINTS) return;
    arrived.push(frame);
    wake();
  });
  try {
    for (;;) {
      while (arrived.length === 0) await new Promise((resolve) => (wake = resolve));
      yield arrived.shift();
    }
  } finally {
    socket.close();
  }
}

/** The one structured line that each tick logs. */
function tickLine(line) {
  if (!line.startsWith("{")) return null;
  const logged = JSON.parse(line);
  return logged.at === "tick" && logged.checks >= ENDPOINTS ? logged : null;
}

function report({ checks, cpu, latencies, memory }, logged) {
  const counted = logged.slice(-TICKS);
  const perSecond = medianOf(counted.map((line) => (line.checks * 1_000) / line.ms));
  const unanswered = latencies.filter((latency) => !(latency >= 0)).length;
  const rows =
    sum(counted.map((line) => line.rowsWritten)) / sum(counted.map((line) => line.checks));
  return {
    title: `Tick: ${ENDPOINTS} endpoints, every ${INTERVAL_SECONDS} s, against a local target`,
    text: markdownTable([
      ["", "Pharos", "Uptime Kuma 2.5"],
      ["checks per second of one tick", formatNumber(perSecond), ""],
      ["CPU ms per check, of the whole runtime", formatNumber(cpu / checks), KUMA.cpu],
      ["answer to socket, p50 ms", formatNumber(percentile(latencies, 0.5)), KUMA.p50],
      ["answer to socket, p99 ms", formatNumber(percentile(latencies, 0.99)), KUMA.p99],
      ["resident memory of workerd, MB", formatNumber(memory.runtime), ""],
      ["resident memory with wrangler, MB", formatNumber(memory.all), ""],
      ["rows written per check", formatNumber(rows), ""],
    ]),
    goals: [
      {
        goal: "each check follows an answer of the target",
        seen: `${unanswered} do not`,
        isMet: unanswered === 0 && checks === TICKS * ENDPOINTS,
        isInvariant: true,
      },
      {
        goal: "at most 0.05 rows written per check",
        seen: formatNumber(rows),
        isMet: rows <= 0.05,
      },
    ],
  };
}
