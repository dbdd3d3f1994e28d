import type { Endpoint } from "../domain/endpoint";
import { isExpectedStatus } from "../domain/expected-status";
import type { Observation } from "../domain/observation";
import { timeLimitMs } from "../domain/schedule";
import type { AddressPolicy } from "./address";
import { failureOf } from "./failure";
import { outboundFetch } from "./outbound";

export type HttpTask = Pick<
  Endpoint,
  "url" | "method" | "headers" | "body" | "expectedStatus" | "timeoutMs" | "intervalSeconds"
>;

/** Null where the platform failed, not the endpoint: that is no statement about it. */
export type Seen = Observation | null;

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const USER_AGENT = "Pharos/1 (uptime monitor)";
/** With less time than this left before the next check, this one is not begun. */
const MIN_TIME_MS = 1_000;

/** Asks once; the time runs from the slot's own start, for which it `waitedMs`. */
export async function probeHttp(
  task: HttpTask,
  policy: AddressPolicy,
  waitedMs = 0,
): Promise<Seen> {
  const timeoutMs = timeLimitMs(task, waitedMs);
  if (timeoutMs < MIN_TIME_MS) return null;
  const startedAt = Date.now();
  const at = { url: task.url };
  try {
    return await follow(task, at, policy, { startedAt, signal: AbortSignal.timeout(timeoutMs) });
  } catch (problem) {
    const responseTime = Date.now() - startedAt;
    const failure = await failureOf(problem, at.url, policy, timeoutMs - responseTime);
    return failure && { outcome: "failed", failure, responseTime };
  }
}

async function follow(
  task: HttpTask,
  at: { url: string },
  policy: AddressPolicy,
  { startedAt, signal }: { startedAt: number; signal: AbortSignal },
): Promise<Observation> {
  let { method, headers, body } = { ...task, headers: withUserAgent(task.headers) };
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await outboundFetch(at.url, { method, headers, body, signal }, policy);
    const responseTime = Date.now() - startedAt;
    const { status } = response;
    const location = response.headers.get("location");
    // An unread body holds one of the six slots.
    await response.body?.cancel();
    if (!REDIRECTS.has(status) || isExpectedStatus(task.expectedStatus, status)) {
      return { outcome: "answered", statusCode: status, responseTime };
    }
    const next = location === null ? null : URL.parse(location, at.url);
    if (!next) return { outcome: "failed", failure: "bad-redirect", responseTime };
    if (next.origin !== new URL(at.url).origin) headers = withUserAgent({});
    if (status === 303 || (status < 303 && method === "POST")) [method, body] = ["GET", null];
    at.url = next.href;
  }
  return { outcome: "failed", failure: "too-many-redirects", responseTime: Date.now() - startedAt };
}

/** What an endpoint's headers say goes before our own; across origins nothing of it is passed on. */
const withUserAgent = (headers: Record<string, string>) =>
  Object.keys(headers).some((name) => name.toLowerCase() === "user-agent")
    ? headers
    : { ...headers, "user-agent": USER_AGENT };
