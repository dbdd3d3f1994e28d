import { scryptSync } from "node:crypto";
import { join } from "node:path";
import { CliError } from "../scripts/cli-error.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { SETUP_TOKEN, TEST_TOKEN } from "../scripts/test-token.mjs";
import { formatNumber, medianOf, markdownTable } from "./stats.mjs";
import { openState } from "./history/packed.mjs";
import { cpuMs } from "./process-cost.mjs";
import { scaled } from "./scale.mjs";

const ADA = { email: "ada@example.com", password: "correct horse battery" };
const ROUNDS = scaled(7, 1);
const REQUESTS = scaled(60, 10);
/** What the platform grants one invocation on the free plan. */
const BUDGET_MS = 10;
/** What signing in asks of the database, and of the objects that count attempts and know hashes. */
const QUERIES = 5;
const OBJECT_CALLS = 5;

/** What does signing in cost the Worker itself, beside what it asks of others? */
export async function measureSignIn(folder) {
  const stateDir = join(folder, "state");
  const settings = { SETUP_TOKEN, ENCRYPTION_KEY: "k".repeat(40) };
  const instance = await startInstance({ stateDir, token: TEST_TOKEN, settings });
  await request(instance, "POST", "/setup", { ...ADA, name: "Ada", token: SETUP_TOKEN });
  const signIn = () => request(instance, "POST", "/session", ADA);
  const { withHash } = await measureCosts(instance, { withHash: signIn }, 1);
  await instance.stop();
  makeHashesCheap(stateDir);
  await instance.restart();
  const cost = await measureCosts(instance, {
    nothing: () => request(instance, "GET", "/nothing", null, 401),
    query: () => request(instance, "GET", "/setup"),
    calls: () => request(instance, "POST", "/session", { token: TEST_TOKEN }),
    signIn,
  });
  await instance.stop();
  const query = cost.query - cost.nothing;
  const call = (cost.calls - cost.nothing) / 2;
  const own = cost.signIn - cost.nothing - QUERIES * query - OBJECT_CALLS * call;
  return {
    title: "Doors: what signing in costs",
    text: markdownTable([
      ["CPU of the whole runtime, for each request", "ms"],
      ["signing in, with the hash of the password in an object of its own", formatNumber(withHash)],
      ["the same with a hash that costs nothing", formatNumber(cost.signIn)],
      [
        "a path that nobody may ask for: what Miniflare and the router cost",
        formatNumber(cost.nothing),
      ],
      ["with one query more", formatNumber(cost.query)],
      ["with two calls of an object more", formatNumber(cost.calls)],
      [
        `what is left of signing in: less ${QUERIES} queries and ${OBJECT_CALLS} calls`,
        formatNumber(own),
      ],
    ]),
    goals: [
      {
        goal: "a password is hashed at its full price, and only then",
        seen: `${formatNumber(withHash)} and ${formatNumber(cost.signIn)} ms`,
        isMet: withHash > cost.signIn,
        isInvariant: true,
      },
      {
        goal: `at most ${BUDGET_MS} ms of CPU in the Worker itself to sign in`,
        seen: `${formatNumber(own)} ms`,
        isMet: own <= BUDGET_MS,
      },
    ],
  };
}

/** The same hash with the least work there is: what is left is what the Worker does. */
function makeHashesCheap(stateDir) {
  const salt = Buffer.alloc(16, 7);
  const key = scryptSync(ADA.password, salt, 32, { N: 2, r: 8, p: 1 });
  const hash = `scrypt:2:8:1:${salt.toString("base64url")}:${key.toString("base64url")}`;
  const { db } = openState(stateDir);
  const { changes } = db.prepare("update accounts set password = ?").run(hash);
  db.close();
  if (Number(changes) !== 1) throw new CliError(`expected one password, saw ${changes}`);
}

/** Medians over rounds in which each has its turn; the first two only warm up. */
async function measureCosts({ pid }, asking, rounds = ROUNDS) {
  const isRuntime = (name) => name === "workerd";
  const samples = Object.fromEntries(Object.keys(asking).map((name) => [name, []]));
  for (let round = 0; round < rounds + 2; round++) {
    for (const [name, askOnce] of Object.entries(asking)) {
      const before = cpuMs(pid, isRuntime);
      for (let index = 0; index < REQUESTS; index++) await askOnce();
      samples[name].push((cpuMs(pid, isRuntime) - before) / REQUESTS);
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, costs]) => [name, medianOf(costs.slice(2))]),
  );
}

async function request({ url }, method, path, body, expected) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    // Somebody's address, whose attempts are counted.
    headers: { "content-type": "application/json", "cf-connecting-ip": "203.0.113.9" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok && response.status !== expected) {
    throw new CliError(`${method} ${path}: ${response.status}`);
  }
  await response.arrayBuffer();
}
