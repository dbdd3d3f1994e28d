import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inRepository, nodePath } from "./repository.mjs";
import { anyPort, HOST } from "./port.mjs";

const SLOW_MS = 120_000;

/** A Worker without Pharos' guard, so that nothing but the network stands in the way. */
const UNGUARDED = `
  import { connect } from "cloudflare:sockets";
  const opened = async (socket) => { await socket.opened; await socket.close(); return "connected"; };
  const answered = async (url, init) => "answered " + (await fetch(url, { ...init, signal: AbortSignal.timeout(2000) })).status;
  const WAYS = {
    http: (at) => answered("http://" + at + "/http"),
    https: (at) => answered("https://" + at + "/https"),
    websocket: (at) => answered("http://" + at + "/websocket", { headers: { upgrade: "websocket" } }),
    tcp: (at) => opened(connect(at)),
    tls: (at) => opened(connect(at, { secureTransport: "on" })),
    starttls: (at) => opened(connect(at, { secureTransport: "starttls", allowHalfOpen: true })),
  };
  export default { async fetch(request) {
    const at = new URL(request.url).searchParams.get("at");
    if (!at) return new Response("ready");
    const tried = Object.entries(WAYS).map(async ([way, go]) => [way, await go(at).catch(() => "failed")]);
    return Response.json(Object.fromEntries(await Promise.all(tried)));
  } };`;

/** A name whose address changes in the middle, where this machine lets a process have hosts of its own. */
const CHANGING_NAME = "pharos-rebinding.example.com";
const withOwnHosts = (hosts, command) => [
  ...["unshare", "--map-root-user", "--mount", "sh", "-c"],
  `mount --bind "$0" /etc/hosts && exec "$@"`,
  ...[hosts, ...command],
];
const canHaveOwnHosts = () => {
  const [file, ...args] = withOwnHosts("/dev/null", ["true"]);
  return spawnSync(file, args).status === 0;
};

let folder;
let target;
let connections = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pharos-serve-"));
  writeFileSync(join(folder, "worker.js"), UNGUARDED);
  target = createServer((_, response) => response.end()).on("connection", () => connections++);
  await new Promise((resolve) => target.listen(0, HOST, resolve));
});
afterAll(() => {
  target.close();
  rmSync(folder, { recursive: true });
});

/** What each way out says of each host; `hosts` says what the changing name means before each. */
async function tryAll(allowPrivate, places) {
  const hosts = join(folder, "hosts");
  const variables = join(folder, "variables");
  const state = mkdtempSync(join(folder, "state-"));
  const port = await anyPort();
  mkdirSync(join(state, "v3"));
  writeFileSync(hosts, "127.0.0.1 localhost\n");
  writeFileSync(variables, `ALLOW_PRIVATE_TARGETS=${allowPrivate}\n`);
  const serve = [
    ...[nodePath(), "--no-warnings", inRepository("scripts", "serve.mjs")],
    ...[`--worker=${join(folder, "worker.js")}`, `--state=${state}`],
    ...[`--port=${port}`, `--variables=${variables}`],
  ];
  const [file, ...args] = canHaveOwnHosts() ? withOwnHosts(hosts, serve) : serve;
  const runtime = spawn(file, args, { stdio: "ignore" });
  try {
    const ask = (query) => fetch(`http://${HOST}:${port}/${query}`);
    while (!(await ask("").catch(() => null))) await new Promise((go) => setTimeout(go, 100));
    const seen = [];
    for (const { host, addresses = [] } of places) {
      writeFileSync(
        hosts,
        ["127.0.0.1 localhost", ...addresses.map((one) => `${one} ${CHANGING_NAME}`)].join("\n"),
      );
      const response = await ask(`?at=${host}:${target.address().port}`);
      seen.push({ host, ...(await response.json()) });
    }
    return seen;
  } finally {
    runtime.kill();
  }
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]"].map((host) => ({ host }));
const CHANGES = [["203.0.113.9"], ["127.0.0.1"], ["203.0.113.9", "127.0.0.1"], ["127.0.0.1"]];

it(
  "[LO1] where private targets are off, the network refuses what a name means when it connects",
  async () => {
    const changing = CHANGES.map((addresses) => ({ host: CHANGING_NAME, addresses }));
    const places = [...LOOPBACK, ...(canHaveOwnHosts() ? changing : [])];
    const seen = await tryAll(false, places);
    for (const { host, ...ways } of seen)
      expect([host, new Set(Object.values(ways))]).toEqual([host, new Set(["failed"])]);
    expect(connections).toBe(0);
  },
  SLOW_MS,
);

it(
  "[LO1] where they are on, the same ways lead there",
  async () => {
    const changing = { host: CHANGING_NAME, addresses: ["127.0.0.1"] };
    const places = [...LOOPBACK, ...(canHaveOwnHosts() ? [changing] : [])];
    for (const { tls, https, ...ways } of await tryAll(true, places)) {
      // Whoever listens there speaks no TLS, so these two fail later.
      expect([tls, https]).toEqual([expect.any(String), "failed"]);
      expect(ways).toMatchObject({
        http: "answered 200",
        websocket: "answered 200",
        tcp: "connected",
        starttls: "connected",
      });
    }
    expect(connections).toBeGreaterThanOrEqual(places.length * 4);
  },
  SLOW_MS,
);
