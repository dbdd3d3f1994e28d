import type { Endpoint } from "../domain/endpoint";
import { isExpectedStatus } from "../domain/expected-status";
import type { Observation } from "../domain/observation";
import type { AddressPolicy } from "./address";
import { failureOf } from "./failure";
import { outboundFetch } from "./outbound";

export type HttpTask = Pick<
  Endpoint,
  "url" | "method" | "headers" | "body" | "expectedStatus" | "timeoutMs"
>;

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const USER_AGENT = "Pharos/1 (uptime monitor)";

/** Asks once, from the slot's own start. It always answers, within the timeout and a moment. */
export async function probeHttp(task: HttpTask, policy: AddressPolicy): Promise<Observation> {
  const startedAt = Date.now();
  const signal = AbortSignal.timeout(task.timeoutMs);
  try {
    return await follow(task, policy, { startedAt, signal });
  } catch (problem) {
    const responseTime = Date.now() - startedAt;
    const leftMs = task.timeoutMs - responseTime;
    const failure = await failureOf(problem, task.url, policy, leftMs);
    return { outcome: "failed", failure, responseTime };
  }
}

async function follow(
  task: HttpTask,
  policy: AddressPolicy,
  { startedAt, signal }: { startedAt: number; signal: AbortSignal },
): Promise<Observation> {
  let { url, method, headers, body } = { ...task, headers: withUserAgent(task.headers) };
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await outboundFetch(url, { method, headers, body, signal }, policy);
    const responseTime = Date.now() - startedAt;
    const { status } = response;
    const location = response.headers.get("location");
    // An unread body holds one of the six slots.
    await response.body?.cancel();
    if (!REDIRECTS.has(status) || isExpectedStatus(task.expectedStatus, status)) {
      return { outcome: "answered", statusCode: status, responseTime };
    }
    const next = location === null ? null : URL.parse(location, url);
    if (!next) return { outcome: "failed", failure: "bad-redirect", responseTime };
    if (next.origin !== new URL(url).origin) headers = withUserAgent({});
    if (status === 303 || (status < 303 && method === "POST")) [method, body] = ["GET", null];
    url = next.href;
  }
  return { outcome: "failed", failure: "too-many-redirects", responseTime: Date.now() - startedAt };
}

/** What an endpoint's headers say goes before our own; across origins nothing of it is passed on. */
const withUserAgent = (headers: Record<string, string>) =>
  Object.keys(headers).some((name) => name.toLowerCase() === "user-agent")
    ? headers
    : { ...headers, "user-agent": USER_AGENT };
