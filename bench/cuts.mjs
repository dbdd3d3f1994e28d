import { setTimeout as sleep } from "node:timers/promises";
import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { startTarget } from "../worker/test/fake-target/server.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { openBrowser } from "./cuts/browser.mjs";
import { measureCutCrowd } from "./cuts/crowd.mjs";
import { startProxy } from "./cuts/proxy.mjs";
import { formatNumber, markdownTable } from "./stats.mjs";
import { openRoomClient } from "./room-client.mjs";
import { isShort } from "./scale.mjs";
import { ONE_SECOND_MS } from "./time.mjs";

const CLIENTS = 200;
/** What takes longer than this is not waited for. */
const TIMEOUT_MS = 180 * ONE_SECOND_MS;
/** A connection that stood for less does not begin the retries anew. */
const STABLE_AFTER_MS = 5 * ONE_SECOND_MS;
/** Each way; a pong may take ten seconds. */
const DELAY_MS = 2 * ONE_SECOND_MS;
/** How a page can close a socket. */
const CLOSES = [[], [1000, "done"], [3000], [4999, "bye"]];
/** The promises, in ms. */
const BOUNDS = {
  close: ONE_SECOND_MS,
  pageNotices: 45 * ONE_SECOND_MS,
  serverNotices: 120 * ONE_SECOND_MS,
  blocked: 60 * ONE_SECOND_MS,
  soonest: ONE_SECOND_MS / 2,
  spread: 3 * ONE_SECOND_MS,
};

/** What does a page in a real browser notice of a line that is cut, slow, or swallows everything? */
export async function measureCuts(folder) {
  const [target, proxy] = await Promise.all([startTarget(), startProxy()]);
  const instance = await startInstance({ stateDir: folder, token: TEST_TOKEN, ...proxy.options });
  proxy.forwardTo(instance.port);
  const turn = await createProbedEndpoint(instance, target);
  await turn(200);
  const server = viewerCount(instance);
  const browser = await openBrowser(proxy.url, TEST_TOKEN);
  await browser.state("connected");
  await server.counts(2);
  const scene = { browser, proxy, server, turn };
  const rows = [
    await measureClose(scene),
    await measureCut(scene),
    await measureDelay(scene),
    ...(isShort ? [] : await measureSwallowed(scene)),
    ...(await measureBlocked(scene)),
    await measureTabClosed(scene),
    await measureCrowdCut(proxy),
  ];
  server.close();
  await browser.close();
  await proxy.close();
  await instance.stop();
  await target.close();
  return {
    title:
      "Cuts: a line between a browser and the server that is cut, slow, or swallows everything",
    text: markdownTable([
      ["promise", "what happens", "seen"],
      ...rows.map(({ id, what, seen }) => [id, what, seen]),
    ]),
    goals: rows.map(({ id, goal, ...rest }) => ({ ...rest, goal: `${id}: ${goal}` })),
  };
}

/** One endpoint, looked at every ten seconds, and at once when it turns. */
async function createProbedEndpoint(instance, target) {
  const api = apiClient(instance);
  const { id } = await api("POST", "/endpoints", {
    name: "Cut",
    url: `${target.url}/t/cut`,
    intervalSeconds: 10,
    failureThreshold: 1,
  });
  return async (status) => {
    await fetch(`${target.url}/control/cut`, { method: "PUT", body: JSON.stringify({ status }) });
    await api("POST", `/endpoints/${id}/check`);
  };
}

/** How many watch, as the server says it to somebody whose line is sound, and is one of them. */
function viewerCount(instance) {
  let counted = 0;
  let check = () => {};
  const socket = openRoomClient(instance, ({ viewers }) => {
    counted = viewers;
    check();
  });
  return {
    counts: (count) =>
      new Promise((resolve) => {
        check = () => counted === count && resolve();
        check();
      }),
    close: () => socket.close(),
  };
}

async function measureClose({ browser }) {
  const closes = [];
  for (const how of CLOSES) closes.push(await browser.closeSocket(how));
  return {
    id: "R8",
    what: "the page closes a socket without a code, with 1000, 3000 and 4999",
    goal: "each close is clean and completes within 1 s",
    seen: `${formatMs(closes.map(({ ms }) => ms))}${closes.every(({ wasClean }) => wasClean) ? "" : ", not clean"}`,
    isMet: closes.every(({ ms, wasClean }) => wasClean && ms <= BOUNDS.close),
    isInvariant: true,
  };
}

async function measureCut({ browser, proxy, server }) {
  const latencies = [];
  for (const how of ["reset", "end"]) {
    const noticed = [timed(browser.leaves("connected")), timed(server.counts(1))];
    proxy.cut(how);
    latencies.push(...(await Promise.all(noticed)));
    await browser.state("connected");
    await server.counts(2);
  }
  return {
    id: "R8",
    what: "the line is reset, and ends: the page and the server, each time",
    goal: "both ends notice within 1 s",
    seen: formatMs(latencies),
    isMet: Math.max(...latencies) <= BOUNDS.close,
  };
}

async function measureDelay({ browser, proxy, turn }) {
  proxy.delay(DELAY_MS);
  await browser.ping();
  await turn(500);
  const shownMs = await timed(browser.shows(/has been down/));
  // Longer than a pong may take.
  await sleep(12 * ONE_SECOND_MS);
  const isConnected = await browser.isInState("connected");
  proxy.delay(0);
  await turn(200);
  await browser.shows(/is up|are up/);
  return {
    id: "R7",
    what: `everything takes ${formatNumber(DELAY_MS / ONE_SECOND_MS)} s more each way`,
    goal: "a slow line is not taken for a dead one",
    seen: `${isConnected ? "connected" : "given up"}, a change shown after ${formatSeconds(shownMs)}`,
    isMet: isConnected,
    isInvariant: true,
  };
}

/** Right after a ping, when it takes longest until the next one is missed at either end. */
async function measureSwallowed({ browser, proxy, server }) {
  await browser.ping();
  await sleep(ONE_SECOND_MS);
  proxy.swallow(true);
  const [pageMs, serverMs] = await Promise.all([
    timed(browser.leaves("connected")),
    timed(server.counts(1)),
  ]);
  proxy.swallow(false);
  await browser.state("connected");
  return [
    {
      id: "R7",
      what: "everything is swallowed: the page",
      goal: "a half-open line is noticed by the page within 45 s",
      seen: formatSeconds(pageMs),
      isMet: pageMs <= BOUNDS.pageNotices,
    },
    {
      id: "R7",
      what: "everything is swallowed: the server",
      goal: "a half-open line is noticed by the server within 120 s",
      seen: formatSeconds(serverMs),
      isMet: serverMs <= BOUNDS.serverNotices,
    },
  ];
}

/** HTTP is answered. */
async function measureBlocked({ browser, proxy, turn }) {
  await sleep(STABLE_AFTER_MS + ONE_SECOND_MS);
  proxy.refuseSockets(true);
  proxy.cut("reset");
  await turn(500);
  const first = await timed(browser.shows(/has been down/));
  await browser.state("polling");
  await turn(200);
  // A page that polls looks within a minute, which the short form has not got.
  const next = isShort ? null : await timed(browser.shows(/is up|are up/));
  const isShown = await browser.isInState("polling");
  proxy.refuseSockets(false);
  await browser.retry();
  await browser.state("connected");
  const row = (what, ms) => ({
    id: "R11",
    what,
    goal: `the page updates within 60 s and says that it is not live: ${what}`,
    seen: `${formatSeconds(ms)}, ${isShown ? "said" : "not said"}`,
    isMet: isShown && ms <= BOUNDS.blocked,
    isInvariant: true,
  });
  const atOnce = row("sockets are refused, and something changes at once", first);
  if (next === null) return [atOnce];
  return [atOnce, row("sockets are refused, and something changes later", next)];
}

async function measureTabClosed({ browser, server }) {
  await server.counts(2);
  const left = timed(server.counts(1));
  await browser.closeTab();
  const ms = await left;
  return {
    id: "R8",
    what: "the tab is closed: the server",
    goal: "a closed tab is noticed within 1 s",
    seen: formatMs([ms]),
    isMet: ms <= BOUNDS.close,
  };
}

async function measureCrowdCut(proxy) {
  const { knocks: attempts, healedMs } = await measureCutCrowd({
    proxy,
    token: TEST_TOKEN,
    clients: CLIENTS,
  });
  const [first, last] = [Math.min(...attempts), Math.max(...attempts)];
  return {
    id: "R6",
    what: `${CLIENTS} clients are cut at once`,
    goal: "they come back over at least 3 s, none before 0.5 s",
    seen: `they try after ${formatSeconds(first)} to ${formatSeconds(last)} (${attempts.length} times), and all are back after ${formatSeconds(healedMs)}`,
    isInvariant: true,
    isMet: first >= BOUNDS.soonest && last - first >= BOUNDS.spread,
  };
}

async function timed(promise) {
  const from = performance.now();
  await Promise.race([promise, sleep(TIMEOUT_MS, null, { ref: false })]);
  return performance.now() - from;
}

const formatMs = (all) => `${all.map(formatNumber).join(", ")} ms`;
const formatSeconds = (ms) => `${formatNumber(ms / ONE_SECOND_MS)} s`;
