import { join } from "node:path";
import { runnerImport } from "vite";
import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { CliError } from "../scripts/cli-error.mjs";
import { inRepository } from "../scripts/repository.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, medianOf, sum, markdownTable } from "./stats.mjs";
import { fill, openState } from "./history/packed.mjs";
import { scaled } from "./scale.mjs";
import { installTool } from "./install-tool.mjs";

const ENDPOINTS = 20;
const DAYS = scaled(90, 7);
const CONNECTIONS = 32;
const SECONDS = scaled(8, 2);
const ROUNDS = scaled(3, 1);
const PASSWORD = "correct horse battery";

/**
 * What does a crowd at a public page cost? Beside it the same page and the same JSON made anew for each
 * who asks, as those with a password are, and a file of the platform's, which is what the way to us costs.
 */
export async function measurePublic(folder) {
  const { default: autocannon } = await installTool("autocannon", "8.0.0", "autocannon.js");
  const { module: shapes } = await runnerImport(inRepository("bench", "history", "shapes.ts"), {
    configFile: false,
    logLevel: "error",
  });
  const stateDir = join(folder, "state");
  const script = inRepository("bench", "public", "worker.ts");
  const instance = await startInstance({ stateDir, token: TEST_TOKEN, script });
  const pages = await publish(apiClient(instance));
  await instance.stop();
  const state = openState(stateDir);
  fill(state, shapes, { now: Date.now(), days: DAYS });
  state.db.close();
  await instance.restart();
  const cookie = await unlock(instance.url, pages.closed);
  const ask = { url: instance.url, autocannon };
  const asked = {
    "a file: the widget's script": { path: "/widget.js" },
    "the page": { path: `/status/${pages.open}` },
    "the page, made anew each time": { path: `/status/${pages.closed}`, cookie },
    "summary.json": { path: `/status/${pages.open}/api/v2/summary.json` },
    "summary.json, made anew each time": {
      path: `/status/${pages.closed}/api/v2/summary.json`,
      cookie,
    },
  };
  const once = await rowsOfOne(instance.url, asked["the page"].path);
  const rounds = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
  // The first round only warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, wanted] of Object.entries(asked)) {
      const result = await load(ask, wanted);
      if (round > 0) rounds[name].push(result);
    }
  }
  await instance.stop();
  return report(Object.entries(rounds).map(summed), once);
}

async function publish(api) {
  await createEndpoints(
    api,
    Array.from({ length: ENDPOINTS }, (_, index) => ({
      name: `endpoint-${index}`,
      url: "http://127.0.0.1:9/",
      intervalSeconds: 86_400,
    })),
  );
  const { data } = await api("GET", "/endpoints?limit=200");
  const components = data.map(({ id, name }) => ({ name, endpointIds: [id] }));
  const page = { title: "Acme", groups: [{ name: "Shop", components }] };
  await api("POST", "/pages", { ...page, slug: "open" });
  await api("POST", "/pages", {
    ...page,
    slug: "closed",
    visibility: "password",
    password: PASSWORD,
  });
  return { open: "open", closed: "closed" };
}

async function unlock(url, slug) {
  const response = await fetch(`${url}/status/${slug}/unlock`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: url },
    body: `password=${encodeURIComponent(PASSWORD)}`,
    redirect: "manual",
  });
  const [cookie] = response.headers.getSetCookie();
  if (!cookie) throw new CliError(`unlocking the page: ${response.status}`);
  return cookie.split(";")[0];
}

const countedSince = async (url) => (await fetch(`${url}/counted`)).json();

async function rowsOfOne(url, path) {
  await countedSince(url);
  await (await fetch(url + path)).text();
  return countedSince(url);
}

async function load({ url, autocannon }, { path, cookie }) {
  await countedSince(url);
  const { requests, latency, non2xx, errors, duration } = await autocannon({
    url: url + path,
    connections: CONNECTIONS,
    duration: SECONDS,
    ...(cookie && { headers: { cookie } }),
  });
  const { rows, queries } = await countedSince(url);
  const refused = non2xx + errors;
  return {
    asked: requests.total,
    duration,
    p50: latency.p50,
    p99: latency.p99,
    rows,
    queries,
    refused,
  };
}

const summed = ([name, rounds]) => {
  const total = (field) => sum(rounds.map((round) => round[field]));
  return {
    name,
    perSecond: medianOf(rounds.map(({ asked, duration }) => asked / duration)),
    p50: medianOf(rounds.map(({ p50 }) => p50)),
    p99: medianOf(rounds.map(({ p99 }) => p99)),
    per10k: (total("rows") * 10_000) / total("asked"),
    rowsPerSecond: total("rows") / total("duration"),
    refused: total("refused"),
  };
};

function report(rows, once) {
  const page = rows.find(({ name }) => name === "the page");
  const summary = rows.find(({ name }) => name === "summary.json");
  const refused = sum(rows.map((row) => row.refused));
  // The list of pages is read beside the page, once a second as well.
  const most = once.rows * ((SECONDS + 1) / SECONDS);
  return {
    title: `Public pages: ${CONNECTIONS} connections that ask again and again, ${ENDPOINTS} components with ${DAYS} days`,
    text: [
      markdownTable([
        ["", "requests/s", "p50, ms", "p99, ms", "rows read for 10,000 requests", "rows/s"],
        ...rows.map(({ name, perSecond, p50, p99, per10k, rowsPerSecond }) => [
          name,
          ...[perSecond, p50, p99, per10k, rowsPerSecond].map(formatNumber),
        ]),
      ]),
      `Medians of ${ROUNDS} rounds of ${SECONDS} s in which each has its turn; who asks, Miniflare and its way in share the cores. One visitor costs ${once.rows} rows in ${once.queries} queries; whatever the crowd, that is read once a second, so that 10,000 requests a second read no more.`,
    ].join("\n\n"),
    goals: [
      ...[page, summary].map(({ name, rowsPerSecond }) => ({
        goal: `${name}: the database is read once a second at most, ${formatNumber(once.rows)} rows`,
        seen: `${formatNumber(rowsPerSecond)} rows a second`,
        isMet: rowsPerSecond <= most,
      })),
      { goal: "nobody is refused", seen: `${refused}`, isMet: refused === 0, isInvariant: true },
    ],
  };
}
