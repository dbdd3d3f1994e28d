import { describe, expect, it, vi } from "vitest";
import type { Kind } from "../domain/kinds";
import type { Observation } from "../domain/observation";
import { judge } from "../domain/verdict";
import type { Task } from "../ports/probing";
import { SLOTS } from "./slots";
import {
  answered,
  claim,
  entryOf,
  failed,
  look,
  observations,
  probeShard,
  raw,
  target,
  taskOf,
  tls,
} from "../local/probe-fixtures";

type Trouble =
  | "is well"
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
const heard = claim("body", "exists");
const never = claim("body", "contains", "never heard");

const http = (path: string, ...assertions: Task["assertions"]) =>
  taskOf("http", path, { assertions });
const tcp = (host: string | number, ...assertions: Task["assertions"]) =>
  taskOf("tcp", typeof host === "number" ? `tcp://127.0.0.1:${host}` : `tcp://${host}`, {
    assertions,
  });
const dns = (resolver: string) =>
  taskOf("dns", `dns://pharos.test?type=A&resolver=${encodeURIComponent(resolver)}`);
const dnsAt = (path: string) => dns(`${target}${path}`);
const socket = (path: string, ...assertions: Task["assertions"]) =>
  taskOf("websocket", `${target.replace("http", "ws")}/socket/${path}`, { assertions });
const certificate = (host: string | number) =>
  taskOf("certificate", typeof host === "number" ? `https://127.0.0.1:${host}` : `https://${host}`);
const domain = (server: string) =>
  taskOf("domain", `domain://pharos.test?server=${encodeURIComponent(server)}`);
const domainAt = (path: string) => domain(`${target}${path}`);
const away = unknowable("registry-away");

const KINDS: Record<Exclude<Kind, "heartbeat">, Partial<Record<Trouble, Case>>> = {
  http: {
    "is well": [http("/ok", heard), answered(200)],
    refuses: [http(`http://${NOBODY}/`), failed("unreachable")],
    hangs: [http("/hang"), failed("timeout")],
    drips: [http("/drip", never), failed("timeout")],
    "never ends": [http("/endless", never), answered(200)],
    "talks garbage": [http("/garbage"), failed("connection-lost")],
    resets: [http("/reset"), failed("connection-lost")],
    "closes early": [http(`http://127.0.0.1:${raw.closes}/`), failed("connection-lost")],
    "has no name": [http(`http://${NOWHERE}/`), failed("name-not-resolved")],
    "is too late": [http("/slow/3000"), failed("timeout")],
  },
  tcp: {
    "is well": [tcp(raw.banner!, heard), answered(null)],
    refuses: [tcp(NOBODY), failed("unreachable")],
    hangs: [tcp(raw.silent!, heard), failed("no-message")],
    drips: [tcp(raw.drip!, never), answered(null)],
    "never ends": [tcp(raw.endless!, never), answered(null)],
    "talks garbage": [tcp(raw.garbage!, never), answered(null)],
    resets: [tcp(raw.reset!, heard), failed("connection-lost")],
    "closes early": [tcp(raw.closes!, heard), failed("no-message")],
    "has no name": [tcp(`${NOWHERE}:80`), failed("name-not-resolved")],
  },
  dns: {
    "is well": [dnsAt("/dns/well"), answered(null)],
    refuses: [dns(`http://${NOBODY}/`), failed("resolver-failed")],
    hangs: [dnsAt("/hang"), failed("timeout")],
    drips: [dnsAt("/dns/drip"), failed("timeout")],
    "never ends": [dnsAt("/dns/endless"), failed("resolver-failed")],
    "talks garbage": [dnsAt("/dns/garbage"), failed("resolver-failed")],
    resets: [dnsAt("/reset"), failed("resolver-failed")],
    "closes early": [dnsAt("/cut"), failed("resolver-failed")],
    "has no name": [dns(`http://${NOWHERE}/`), failed("resolver-failed")],
    "is too late": [dnsAt("/slow/3000"), failed("timeout")],
  },
  websocket: {
    "is well": [socket("hello", heard), answered(101)],
    refuses: [taskOf("websocket", `ws://${NOBODY}/`), failed("unreachable")],
    hangs: [socket("hang"), failed("timeout")],
    drips: [socket("drip", heard), failed("no-message")],
    "never ends": [socket("endless", heard), failed("connection-lost")],
    "talks garbage": [socket("garbage", heard), failed("no-message")],
    resets: [socket("reset", heard), failed("connection-lost")],
    "closes early": [socket("closes", heard), failed("no-message")],
    "has no name": [taskOf("websocket", `ws://${NOWHERE}/`), failed("name-not-resolved")],
    "is too late": [socket("silent", heard), failed("no-message")],
  },
  certificate: {
    "is well": [certificate(tls.well!), answered(null)],
    refuses: [certificate(NOBODY), failed("unreachable")],
    hangs: [certificate(raw.silent!), failed("timeout")],
    drips: [certificate(raw.drip!), failed("timeout")],
    "never ends": [certificate(raw.endless!), failed("tls")],
    "talks garbage": [certificate(raw.garbage!), failed("tls")],
    resets: [certificate(raw.reset!), failed("connection-lost")],
    "closes early": [certificate(raw.closes!), failed("connection-lost")],
    "has no name": [certificate(NOWHERE), failed("name-not-resolved")],
  },
  domain: {
    "is well": [domainAt("/rdap/well"), answered(null)],
    refuses: [domain(`http://${NOBODY}/`), away],
    hangs: [domainAt("/hang"), away],
    drips: [domainAt("/drip"), away],
    "never ends": [domainAt("/endless"), away],
    "talks garbage": [domainAt("/rdap/garbage"), away],
    resets: [domainAt("/reset"), away],
    "closes early": [domainAt("/cut"), away],
    "has no name": [domain(`http://${NOWHERE}/`), away],
    "is too late": [domainAt("/slow/3000"), away],
  },
};

/** What one look may read, whatever is sent: the largest bound, and a piece that was on its way. */
const MAX_BYTES = 1_048_576 + 65_536;

describe.each(Object.entries(KINDS))("a %s check whose target", (_, cases) => {
  it.each(Object.entries(cases))(
    "[PR2] %s gets its verdict in time",
    async (trouble, [task, expected]) => {
      const bytes = countBytes();
      const startedAt = Date.now();
      const seen = await look(task);
      const tookMs = Date.now() - startedAt;
      expect(seen).toEqual(expected);
      expect(tookMs).toBeLessThan(task.timeoutMs + 1_000);
      expect(bytes.count()).toBeLessThanOrEqual(MAX_BYTES);
      const { health } = judge(task, seen!);
      if (trouble === "is well") expect(health).toBe("healthy");
      else expect(health).toBe(seen!.outcome === "unknowable" ? "unknown" : "failing");
    },
  );

  it("[PR1] fails in every slot leaves each of them free for the next", async () => {
    const troubles = Object.entries(cases).filter(([trouble]) => trouble !== "is well");
    const [well, expected] = cases["is well"]!;
    const bad = troubles.map(([, [task]]) => entryOf({ ...task, timeoutMs: 1_000 }));
    const good = Array.from({ length: SLOTS + 1 }, () => entryOf(well));
    const { all } = await probeShard([...bad, ...good]);
    expect(observations(all).slice(bad.length)).toEqual(good.map(() => expected));
  }, 10_000);
});

/** All bytes that are read of any stream from here on. */
function countBytes() {
  const read = vi.spyOn(ReadableStreamDefaultReader.prototype, "read");
  return {
    count() {
      const results = read.mock.settledResults.flatMap((one) =>
        one.type === "fulfilled" ? ((one.value as { value?: Uint8Array }).value?.length ?? 0) : 0,
      );
      read.mockRestore();
      return results.reduce((sum, length) => sum + length, 0);
    },
  };
}
