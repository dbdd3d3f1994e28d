import { claimText } from "../domain/reason";
import {
  UNKNOWABLES,
  type Failure,
  type Observation,
  type Unknowable,
} from "../domain/observation";
import { timeLimitMs } from "../domain/schedule";
import { openSecrets } from "../sealing/endpoint";
import { Unopenable, type Keys } from "../sealing/seal";
import type { Looked, Seen, Step, Task } from "../ports/probing";
import { refusedAddress } from "./address";
import { readAddress } from "./parsed-address";
import { probeCertificate } from "./certificate";
import type { Look, ProbeKind } from "./contract";
import { probeDns } from "./dns";
import { probeDomain } from "./domain";
import { failureOf } from "./failure";
import { probeHttp } from "./http";
import { AddressRefused, BudgetSpent, type Outbound } from "./outbound";
import { probeTcp } from "./tcp";
import { probeWebSocket } from "./websocket";

/** With less time than this left before the next check, this one is not begun. */
const MIN_TIME_MS = 1_000;
/** How long a test looks whether anything listens, before it asks. */
const CONNECT_MS = 2_000;

const KINDS: Record<Task["kind"], ProbeKind | null> = {
  http: probeHttp,
  tcp: probeTcp,
  dns: probeDns,
  websocket: probeWebSocket,
  certificate: probeCertificate,
  domain: probeDomain,
  heartbeat: null,
};

type Circumstances = {
  /** Milliseconds since the tick; they are gone of the look's time. */
  spentMs: number;
  /** A test finds out more than the verdict needs, and says what it found. */
  isTest?: boolean;
  /** What opens the task's secrets: until here they are sealed. */
  keys: Keys;
};

/** One look from here, in its time. Only that the invocation's requests are spent is thrown. */
export async function lookAt(
  sealed: Task,
  outbound: Outbound,
  { spentMs, isTest = false, keys }: Circumstances,
): Promise<Looked> {
  const steps: Step[] = [];
  const beganAt = Date.now();
  const note: Look["note"] = (step) => steps.push({ ...step, atMs: Date.now() - beganAt });
  const task = await opened(sealed, keys);
  if (!task) return { seen: { outcome: "unknowable", cause: "secrets-sealed" }, steps };
  const probe = KINDS[task.kind];
  const limitMs = timeLimitMs(task, spentMs);
  if (!probe || limitMs < MIN_TIME_MS) return { seen: null, steps };
  if (isTest) await noteWay(task, outbound, note);
  const startedAt = Date.now();
  const signal = AbortSignal.timeout(limitMs);
  const passedMs = () => Date.now() - startedAt;
  const look: Look = {
    outbound,
    signal,
    note,
    spentMs: passedMs,
    leftMs: () => limitMs - passedMs(),
  };
  const seen = await probeOnce(probe, task, look);
  if (isTest && steps.length === 1 && isUnconnected(seen)) {
    note({ name: "connected", ok: false, expected: null, seen: null });
  }
  if (isTest && seen) noteAnswer(task, seen, note);
  return { seen, steps };
}

async function opened(task: Task, keys: Keys): Promise<Task | null> {
  try {
    return await openSecrets(task, keys);
  } catch (problem) {
    if (problem instanceof Unopenable) return null;
    throw problem;
  }
}

async function probeOnce(probe: ProbeKind, task: Task, look: Look): Promise<Seen> {
  try {
    const refusal = refusedAddress(task.url, task.kind, look.outbound.policy);
    if (refusal) throw new AddressRefused(refusal);
    return await probe(task, look);
  } catch (problem) {
    if (problem instanceof BudgetSpent) throw problem;
    const responseTime = look.spentMs();
    const failure = await failureOf(problem, look.outbound, look.leftMs());
    if (failure === null) return null;
    return isUnknowable(failure)
      ? { outcome: "unknowable", cause: failure }
      : { outcome: "failed", failure, responseTime };
  }
}

const isUnknowable = (failure: Failure | Unknowable): failure is Unknowable =>
  (UNKNOWABLES as readonly string[]).includes(failure);

/** The address, and whether anything listens there where the kind itself does not say so. */
async function noteWay(task: Task, outbound: Outbound, note: Look["note"]): Promise<void> {
  const refusal = refusedAddress(task.url, task.kind, outbound.policy);
  note({ name: "address", ok: !refusal, expected: null, seen: refusal ?? "allowed" });
  if (refusal || (task.kind !== "http" && task.kind !== "websocket")) return;
  const { hostname, port } = readAddress(task.url)!;
  // A refused connection and one that the platform does not open look the same: what follows decides.
  if (await outbound.answersTcp({ hostname, port: port! }, CONNECT_MS)) {
    note({ name: "connected", ok: true, expected: null, seen: null });
  }
}

const isUnconnected = (seen: Seen): boolean =>
  seen?.outcome === "failed" &&
  (seen.failure === "unreachable" || seen.failure === "name-not-resolved");

function noteAnswer(task: Task, seen: Observation, note: Look["note"]): void {
  if (seen.outcome !== "answered") return;
  for (const { assertion, holds, seen: value } of seen.assertions) {
    note({ name: "assertion", ok: holds, expected: claimText(assertion), seen: value });
  }
  const limitMs = task.degradedAfterMs;
  if (limitMs === null || seen.responseTime === null) return;
  const ok = seen.responseTime <= limitMs;
  note({ name: "time", ok, expected: `at most ${limitMs} ms`, seen: `${seen.responseTime} ms` });
}
