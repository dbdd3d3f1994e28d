import { formatAssertion } from "../../domain/reason";
import {
  INCONCLUSIVE_REASONS,
  type Failure,
  type Observation,
  type InconclusiveReason,
} from "../../domain/checks/observation";
import { timeLimitMs } from "../../domain/schedule";
import { decryptSecrets } from "../../secrets/endpoint-secrets";
import { DecryptionError, type EncryptionKeys } from "../../secrets/encryption";
import type { CheckRun, ProbeResult, ProbeStep, Task } from "../../ports/probing";
import { validateAddress } from "../net/address";
import { parseAddress } from "../net/parse-address";
import { probeCertificate } from "../checks/certificate";
import type { ProbeContext, Probe } from "./types";
import { probeDns } from "../checks/dns";
import { probeDomain } from "../checks/domain";
import { classifyError } from "./classify-error";
import { probeHttp } from "../checks/http";
import { BlockedAddressError, SubrequestLimitError, type Outbound } from "../net/outbound";
import { probeTcp } from "../checks/tcp";
import { probeWebSocket } from "../checks/websocket";

/** With less time than this left before the next check, this one is not begun. */
const MIN_TIME_MS = 1_000;
/** How long a test looks whether anything listens, before it asks. */
const CONNECT_TIMEOUT_MS = 2_000;

const PROBES: Record<Task["kind"], Probe | null> = {
  http: probeHttp,
  tcp: probeTcp,
  dns: probeDns,
  websocket: probeWebSocket,
  certificate: probeCertificate,
  domain: probeDomain,
  heartbeat: null,
};

type RunOptions = {
  /** Milliseconds since the tick; they are gone of the look's time. */
  elapsedMs: number;
  /** A test finds out more than the verdict needs, and says what it found. */
  isTest?: boolean;
  /** What opens the task's secrets: until here they are sealed. */
  keys: EncryptionKeys;
};

/** One look from here, in its time. Only that the invocation's requests are spent is thrown. */
export async function runCheck(
  encrypted: Task,
  outbound: Outbound,
  { elapsedMs, isTest = false, keys }: RunOptions,
): Promise<CheckRun> {
  const steps: ProbeStep[] = [];
  const beganAt = Date.now();
  const recordStep: ProbeContext["recordStep"] = (step) =>
    steps.push({ ...step, atMs: Date.now() - beganAt });
  const task = await decryptTask(encrypted, keys);
  if (!task) return { result: { outcome: "unknowable", cause: "secrets-sealed" }, steps };
  const probe = PROBES[task.kind];
  const limitMs = timeLimitMs(task, elapsedMs);
  if (!probe || limitMs < MIN_TIME_MS) return { result: null, steps };
  if (isTest) await recordConnectSteps(task, outbound, recordStep);
  const startedAt = Date.now();
  const signal = AbortSignal.timeout(limitMs);
  const passedMs = () => Date.now() - startedAt;
  const context: ProbeContext = {
    outbound,
    signal,
    recordStep,
    elapsedMs: passedMs,
    remainingMs: () => limitMs - passedMs(),
  };
  const result = await probeOnce(probe, task, context);
  if (isTest && steps.length === 1 && hasConnectFailure(result)) {
    recordStep({ name: "connected", ok: false, expected: null, actual: null });
  }
  if (isTest && result) recordAssertionSteps(task, result, recordStep);
  return { result, steps };
}

async function decryptTask(task: Task, keys: EncryptionKeys): Promise<Task | null> {
  try {
    return await decryptSecrets(task, keys);
  } catch (problem) {
    if (problem instanceof DecryptionError) return null;
    throw problem;
  }
}

async function probeOnce(probe: Probe, task: Task, context: ProbeContext): Promise<ProbeResult> {
  try {
    const refusal = validateAddress(task.url, task.kind, context.outbound.policy);
    if (refusal) throw new BlockedAddressError(refusal);
    return await probe(task, context);
  } catch (problem) {
    if (problem instanceof SubrequestLimitError) throw problem;
    const responseTime = context.elapsedMs();
    const failure = await classifyError(problem, context.outbound, context.remainingMs());
    if (failure === null) return null;
    return isInconclusive(failure)
      ? { outcome: "unknowable", cause: failure }
      : { outcome: "failed", failure, responseTime };
  }
}

const isInconclusive = (failure: Failure | InconclusiveReason): failure is InconclusiveReason =>
  (INCONCLUSIVE_REASONS as readonly string[]).includes(failure);

/** The address, and whether anything listens there where the kind itself does not say so. */
async function recordConnectSteps(
  task: Task,
  outbound: Outbound,
  recordStep: ProbeContext["recordStep"],
): Promise<void> {
  const refusal = validateAddress(task.url, task.kind, outbound.policy);
  recordStep({ name: "address", ok: !refusal, expected: null, actual: refusal ?? "allowed" });
  if (refusal || (task.kind !== "http" && task.kind !== "websocket")) return;
  const { hostname, port } = parseAddress(task.url)!;
  // A refused connection and one that the platform does not open look the same: what follows decides.
  if (await outbound.acceptsTcp({ hostname, port: port! }, CONNECT_TIMEOUT_MS)) {
    recordStep({ name: "connected", ok: true, expected: null, actual: null });
  }
}

const hasConnectFailure = (result: ProbeResult): boolean =>
  result?.outcome === "failed" &&
  (result.failure === "unreachable" || result.failure === "name-not-resolved");

function recordAssertionSteps(
  task: Task,
  observation: Observation,
  recordStep: ProbeContext["recordStep"],
): void {
  if (observation.outcome !== "answered") return;
  for (const { assertion, holds, actual: value } of observation.assertions) {
    recordStep({
      name: "assertion",
      ok: holds,
      expected: formatAssertion(assertion),
      actual: value,
    });
  }
  const limitMs = task.degradedAfterMs;
  if (limitMs === null || observation.responseTime === null) return;
  const ok = observation.responseTime <= limitMs;
  recordStep({
    name: "time",
    ok,
    expected: `at most ${limitMs} ms`,
    actual: `${observation.responseTime} ms`,
  });
}
