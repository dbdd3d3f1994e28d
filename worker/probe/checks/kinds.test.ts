import { describe, expect, it, vi } from "vitest";
import type { EndpointKind } from "../../domain/checks/kinds";
import type { Observation } from "../../domain/checks/observation";
import { judge } from "../../domain/checks/verdict";
import type { Task } from "../../ports/probing";
import { CONCURRENCY } from "../engine/concurrency";
import { startDeadline } from "../../test/fixtures/pace";
import {
  isAnswered,
  createAssertion,
  createJob,
  isFailed,
  runOnce,
  observations,
  probeShard,
  rawPorts,
  target,
  createTask,
  tlsPorts,
} from "../../test/fixtures/probe";

type Trouble =
  | "is healthy"
  | "refuses"
  | "hangs"
  | "drips"
  | "never ends"
  | "talks garbage"
  | "resets"
  | "closes early"
  | "has no name"
  | "is too late";
type Case = [task: Task, expected: Observation];

const NOBODY = "127.0.0.1:1";
const NOWHERE = "nowhere.invalid";
const unknowable = (cause: string) =>
  expect.objectContaining({ outcome: "unknowable", cause }) as unknown as Observation;
const hasBody = createAssertion("body", "exists");
const neverMatches = createAssertion("body", "contains", "never heard");

const http = (path: string, ...assertions: Task["assertions"]) =>
  createTask("http", path, { assertions });
const tcp = (host: string | number, ...assertions: Task["assertions"]) =>
  createTask("tcp", typeof host === "number" ? `tcp://127.0.0.1:${host}` : `tcp://${host}`, {
    assertions,
  });
const dns = (resolver: string) =>
  createTask("dns", `dns://pharos.test?type=A&resolver=${encodeURIComponent(resolver)}`);
const dnsAt = (path: string) => dns(`${target}${path}`);
const socket = (path: string, ...assertions: Task["assertions"]) =>
  createTask("websocket", `${target.replace("http", "ws")}/socket/${path}`, { assertions });
const certificate = (host: string | number) =>
  createTask(
    "certificate",
    typeof host === "number" ? `https://127.0.0.1:${host}` : `https://${host}`,
  );
const domain = (server: string) =>
  createTask("domain", `domain://pharos.test?server=${encodeURIComponent(server)}`);
const domainAt = (path: string) => domain(`${target}${path}`);
const registryAway = unknowable("registry-away");

/** What has a size limit runs into that one, however slowly it is read. */
const PATIENT_MS = 20_000;

const KINDS: Record<Exclude<EndpointKind, "heartbeat">, Partial<Record<Trouble, Case>>> = {
  http: {
    "is healthy": [http("/ok", hasBody), isAnswered(200)],
    refuses: [http(`http://${NOBODY}/`), isFailed("unreachable")],
    hangs: [http("/hang"), isFailed("timeout")],
    drips: [http("/drip", neverMatches), isFailed("timeout")],
    "never ends": [http("/endless", neverMatches), isAnswered(200)],
    "talks garbage": [http("/garbage"), isFailed("connection-lost")],
    resets: [http("/reset"), isFailed("connection-lost")],
    "closes early": [http(`http://127.0.0.1:${rawPorts.closes}/`), isFailed("connection-lost")],
    "has no name": [http(`http://${NOWHERE}/`), isFailed("name-not-resolved")],
    "is too late": [http("/slow/3000"), isFailed("timeout")],
  },
  tcp: {
    "is healthy": [tcp(rawPorts.banner!, hasBody), isAnswered(null)],
    refuses: [tcp(NOBODY), isFailed("unreachable")],
    hangs: [tcp(rawPorts.silent!, hasBody), isFailed("no-message")],
    drips: [tcp(rawPorts.drip!, neverMatches), isAnswered(null)],
    "never ends": [tcp(rawPorts.endless!, neverMatches), isAnswered(null)],
    "talks garbage": [tcp(rawPorts.garbage!, neverMatches), isAnswered(null)],
    resets: [tcp(rawPorts.reset!, hasBody), isFailed("connection-lost")],
    "closes early": [tcp(rawPorts.closes!, hasBody), isFailed("no-message")],
    "has no name": [tcp(`${NOWHERE}:80`), isFailed("name-not-resolved")],
  },
  dns: {
    "is healthy": [dnsAt("/dns/valid"), isAnswered(null)],
    refuses: [dns(`http://${NOBODY}/`), isFailed("resolver-failed")],
    hangs: [dnsAt("/hang"), isFailed("timeout")],
    drips: [dnsAt("/dns/drip"), isFailed("timeout")],
    "never ends": [dnsAt("/dns/endless"), isFailed("resolver-failed")],
    "talks garbage": [dnsAt("/dns/garbage"), isFailed("resolver-failed")],
    resets: [dnsAt("/reset"), isFailed("resolver-failed")],
    "closes early": [dnsAt("/cut"), isFailed("resolver-failed")],
    "has no name": [dns(`http://${NOWHERE}/`), isFailed("resolver-failed")],
    "is too late": [dnsAt("/slow/3000"), isFailed("timeout")],
  },
  websocket: {
    "is healthy": [socket("hello", hasBody), isAnswered(101)],
    refuses: [createTask("websocket", `ws://${NOBODY}/`), isFailed("unreachable")],
    hangs: [socket("hang"), isFailed("timeout")],
    drips: [socket("drip", hasBody), isFailed("no-message")],
    "never ends": [
      { ...socket("endless", hasBody), timeoutMs: PATIENT_MS },
      isFailed("connection-lost"),
    ],
    "talks garbage": [socket("garbage", hasBody), isFailed("no-message")],
    resets: [socket("reset", hasBody), isFailed("connection-lost")],
    "closes early": [socket("closes", hasBody), isFailed("no-message")],
    "has no name": [createTask("websocket", `ws://${NOWHERE}/`), isFailed("name-not-resolved")],
    "is too late": [socket("silent", hasBody), isFailed("no-message")],
  },
  certificate: {
    "is healthy": [certificate(tlsPorts.valid!), isAnswered(null)],
    refuses: [certificate(NOBODY), isFailed("unreachable")],
    hangs: [certificate(rawPorts.silent!), isFailed("timeout")],
    drips: [certificate(rawPorts.drip!), isFailed("timeout")],
    "never ends": [certificate(rawPorts.endless!), isFailed("tls")],
    "talks garbage": [certificate(rawPorts.garbage!), isFailed("tls")],
    resets: [certificate(rawPorts.reset!), isFailed("connection-lost")],
    "closes early": [certificate(rawPorts.closes!), isFailed("connection-lost")],
    "has no name": [certificate(NOWHERE), isFailed("name-not-resolved")],
  },
  domain: {
    "is healthy": [domainAt("/rdap/valid"), isAnswered(null)],
    refuses: [domain(`http://${NOBODY}/`), registryAway],
    hangs: [domainAt("/hang"), registryAway],
    drips: [domainAt("/drip"), registryAway],
    "never ends": [domainAt("/endless"), registryAway],
    "talks garbage": [domainAt("/rdap/garbage"), registryAway],
    resets: [domainAt("/reset"), registryAway],
    "closes early": [domainAt("/cut"), registryAway],
    "has no name": [domain(`http://${NOWHERE}/`), registryAway],
    "is too late": [domainAt("/slow/3000"), registryAway],
  },
};

/** What one look may read, whatever is sent: the largest bound, and a piece that was on its way. */
const MAX_BYTES = 1_048_576 + 65_536;

/** These keep a check waiting until its time is over, so they are checked together. */
const SILENT: ReadonlySet<string> = new Set<Trouble>(["hangs", "drips", "is too late"]);

async function expectVerdict(trouble: string, [task, expected]: Case): Promise<void> {
  const deadline = startDeadline(task.timeoutMs + 1_000);
  const observation = await runOnce(task);
  const isLate = deadline.isOver();
  deadline.stop();
  expect([trouble, observation]).toEqual([trouble, expected]);
  expect(isLate).toBe(false);
  const { health } = judge(task, observation!);
  if (trouble === "is healthy") expect(health).toBe("healthy");
  else expect(health).toBe(observation!.outcome === "unknowable" ? "unknown" : "failing");
}

describe.each(Object.entries(KINDS))("a %s check whose target", (_, cases) => {
  const prompt = Object.entries(cases).filter(([trouble]) => !SILENT.has(trouble));
  it.each(prompt)("[PR2] %s gets its verdict in time", async (trouble, one) => {
    const bytes = countBytes();
    await expectVerdict(trouble, one);
    expect(bytes.count()).toBeLessThanOrEqual(MAX_BYTES);
  });

  it("[PR2] keeps it waiting gets its verdict in time", async () => {
    const bytes = countBytes();
    const silent = Object.entries(cases).filter(([trouble]) => SILENT.has(trouble));
    await Promise.all(silent.map(([trouble, one]) => expectVerdict(trouble, one)));
    expect(silent.length).toBeGreaterThan(0);
    expect(bytes.count()).toBeLessThanOrEqual(MAX_BYTES);
  });

  it("[PR1] fails in every slot leaves each of them free for the next", async () => {
    const troubles = Object.entries(cases).filter(([trouble]) => trouble !== "is healthy");
    const [healthy, expected] = cases["is healthy"]!;
    const bad = troubles.map(([, [task]]) => createJob({ ...task, timeoutMs: 1_000 }));
    const good = Array.from({ length: CONCURRENCY + 1 }, () => createJob(healthy));
    const { all } = await probeShard([...bad, ...good]);
    expect(observations(all).slice(bad.length)).toEqual(good.map(() => expected));
  }, 10_000);
});

/** All bytes that are read of any stream from here on. */
function countBytes() {
  const read = vi.spyOn(ReadableStreamDefaultReader.prototype, "read");
  return {
    count() {
      const results = read.mock.settledResults.flatMap((result) =>
        result.type === "fulfilled"
          ? ((result.value as { value?: Uint8Array }).value?.length ?? 0)
          : 0,
      );
      read.mockRestore();
      return results.reduce((sum, length) => sum + length, 0);
    },
  };
}
