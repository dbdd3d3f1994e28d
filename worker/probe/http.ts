import { isExpectedStatus } from "../domain/expected-status";
import type { Observation } from "../domain/observation";
import { wantedStatus } from "../domain/verdict";
import type { Task } from "../ports/probing";
import { refusedAddress } from "./address";
import { isEnoughFor, needsText, testAssertions } from "./assertions";
import type { Look, ProbeKind } from "./contract";
import { readText } from "./reading";
import { firstRequest, nextRequest, type HttpRequest } from "./request";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Of a body, as it comes out of any compression. */
const MAX_BODY = 1_048_576;

/** Asks, follows redirects by hand, and reads of the body what the assertions need. */
export const probeHttp: ProbeKind = async (task, look) => {
  let request = firstRequest(task);
  for (let redirects = 0; ; redirects++) {
    const { url, ...init } = request;
    const response = await look.outbound.fetch(url, { ...init, signal: look.signal });
    const responseTime = look.spentMs();
    if (isAnswer(task, response)) return answered(task, look, { request, response, responseTime });
    // An unread body holds one of the six slots.
    await response.body?.cancel();
    const next = nextRequest(task, request, response);
    if (!next) return { outcome: "failed", failure: "bad-redirect", responseTime };
    // What the guard does not let pass is in the words of whoever redirects.
    const ok = refusedAddress(next.url, "http", look.outbound.policy) === null;
    const seen = ok ? withoutQuery(next.url) : "an address that is refused";
    look.note({ name: "redirected", ok, expected: null, seen });
    if (redirects === task.maxRedirects) {
      return { outcome: "failed", failure: "too-many-redirects", responseTime };
    }
    request = next;
  }
};

const isAnswer = (task: Task, { status }: Response): boolean =>
  !REDIRECTS.has(status) ||
  task.maxRedirects === 0 ||
  isExpectedStatus(task.expectedStatus, status);

async function answered(
  task: Task,
  look: Look,
  came: { request: HttpRequest; response: Response; responseTime: number },
): Promise<Observation> {
  const { response, responseTime } = came;
  const { status, headers, body } = response;
  const wanted = wantedStatus(task);
  look.note({
    name: "answered",
    ok: isExpectedStatus(wanted, status),
    expected: wanted.join(", "),
    seen: String(status),
  });
  const { assertions } = task;
  const isRead = needsText(assertions) && came.request.method !== "HEAD";
  const bounds = { max: MAX_BODY, signal: look.signal, isEnough: isEnoughFor(assertions) };
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
