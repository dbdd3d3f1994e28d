import { isExpectedStatus } from "../../domain/checks/expected-status";
import type { Observation } from "../../domain/checks/observation";
import { expectedStatusCodes } from "../../domain/checks/verdict";
import type { Task } from "../../ports/probing";
import { validateAddress } from "../net/address";
import { hasInputFor, needsBody, testAssertions } from "../engine/assertions";
import type { ProbeContext, Probe } from "../engine/types";
import { readText } from "../net/read-stream";
import { firstRequest, redirectRequest, type HttpRequest } from "./http-request";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Of a body, as it comes out of any compression. */
const MAX_BODY_BYTES = 1_048_576;

/** Asks, follows redirects by hand, and reads of the body what the assertions need. */
export const probeHttp: Probe = async (task, context) => {
  let request = firstRequest(task);
  for (let redirects = 0; ; redirects++) {
    const { url, ...init } = request;
    const response = await context.outbound.fetch(url, { ...init, signal: context.signal });
    const responseTime = context.elapsedMs();
    if (isFinalResponse(task, response))
      return observeResponse(task, context, { request, response, responseTime });
    // An unread body holds one of the six slots.
    await response.body?.cancel();
    const next = redirectRequest(task, request, response);
    if (!next) return { outcome: "failed", failure: "bad-redirect", responseTime };
    // What the guard does not let pass is in the words of whoever redirects.
    const ok = validateAddress(next.url, "http", context.outbound.policy) === null;
    const actual = ok ? withoutQuery(next.url) : "an address that is refused";
    context.recordStep({ name: "redirected", ok, expected: null, actual });
    if (redirects === task.maxRedirects) {
      return { outcome: "failed", failure: "too-many-redirects", responseTime };
    }
    request = next;
  }
};

const isFinalResponse = (task: Task, { status }: Response): boolean =>
  !REDIRECTS.has(status) ||
  task.maxRedirects === 0 ||
  isExpectedStatus(task.expectedStatus, status);

async function observeResponse(
  task: Task,
  context: ProbeContext,
  exchange: { request: HttpRequest; response: Response; responseTime: number },
): Promise<Observation> {
  const { response, responseTime } = exchange;
  const { status, headers, body } = response;
  const expectedStatus = expectedStatusCodes(task);
  context.recordStep({
    name: "answered",
    ok: isExpectedStatus(expectedStatus, status),
    expected: expectedStatus.join(", "),
    actual: String(status),
  });
  const { assertions } = task;
  const isRead = needsBody(assertions) && exchange.request.method !== "HEAD";
  const bounds = {
    maxBytes: MAX_BODY_BYTES,
    signal: context.signal,
    isEnough: hasInputFor(assertions),
  };
  if (!isRead) await body?.cancel();
  const text = isRead ? await readText(body, bounds) : "";
  const results = testAssertions(assertions, { status, responseTime, headers, text });
  return { outcome: "answered", statusCode: status, responseTime, assertions: results };
}

/** A query may hold secrets of whoever redirects. */
function withoutQuery(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`.slice(0, 200);
}
