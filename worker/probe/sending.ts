import type { Failure, Unknowable } from "../domain/observation";
import { outcomeOf, type Outcome } from "../domain/delivery";
import { logProblem } from "../log";
import type { Answer, HttpMessage, Mail } from "../ports/notifying";
import { failureOf } from "./failure";
import type { Outbound } from "./outbound";
import { readText } from "./reading";

/** Standard Webhooks: 15 to 30 s. */
const TIMEOUT_MS = 15_000;
/** Once it has answered, what it says is of little interest. */
const READ_MS = 2_000;
const MAX_BODY = 16_384;
const USER_AGENT = "Pharos/1 (notifications)";

/** One request, made once: redirects are not followed, what is said is read only a little way. */
export async function sendOnce(
  { url, method = "POST", headers, body }: HttpMessage,
  outbound: Outbound,
  timeoutMs = TIMEOUT_MS,
): Promise<Answer> {
  const endsAt = Date.now() + timeoutMs;
  try {
    const response = await outbound.fetch(url, {
      method,
      headers: { "user-agent": USER_AGENT, ...headers },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {
      outcome: outcomeOf(response.status),
      statusCode: response.status,
      retryAfterMs: retryAfterMs(response.headers.get("retry-after")),
      text: await beginningOf(response),
    };
  } catch (problem) {
    const failure = await failureOf(problem, outbound, endsAt - Date.now());
    return { outcome: outcomeOfFailure(failure), statusCode: null, retryAfterMs: null, text: "" };
  }
}

/** The platform's own binding says of a mail only that it took it, or throws. */
export async function sendMail(
  { from, to, subject, text, html, headers }: Mail,
  binding: SendEmail | undefined,
): Promise<Answer> {
  if (!binding) return said("misconfigured");
  try {
    await binding.send({ from, to, subject, text, html, headers });
    return said("delivered");
  } catch (problem) {
    logProblem("mail", problem);
    return said("broken");
  }
}

const said = (outcome: Outcome): Answer => ({
  outcome,
  statusCode: null,
  retryAfterMs: null,
  text: "",
});

/** Null is a failure of our own. */
export const outcomeOfFailure = (failure: Failure | Unknowable | null): Outcome =>
  failure === null ? "lost" : (OUTCOMES[failure] ?? "connection-lost");

const OUTCOMES: Partial<Record<Failure | Unknowable, Outcome>> = {
  timeout: "timeout",
  unreachable: "unreachable",
  "name-not-resolved": "name-not-resolved",
  tls: "tls",
  "address-refused": "address-refused",
  "bad-request": "misconfigured",
};

/** It has answered: whatever becomes of the rest changes nothing. */
const beginningOf = ({ body }: Response): Promise<string> =>
  readText(body, { max: MAX_BODY, signal: AbortSignal.timeout(READ_MS) }).catch(() => "");

/** Seconds, or a date: RFC 9110, 10.2.3. */
function retryAfterMs(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
