import type { Failure, Unknowable } from "../domain/observation";
import { outcomeOf, type Outcome } from "../domain/delivery";
import type { Answer, HttpMessage } from "../ports/notifying";
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
): Promise<Answer> {
  const endsAt = Date.now() + TIMEOUT_MS;
  try {
    const response = await outbound.fetch(url, {
      method,
      headers: { "user-agent": USER_AGENT, ...headers },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return {
      outcome: outcomeOf(response.status),
      statusCode: response.status,
      retryAfterMs: retryAfterMs(response.headers.get("retry-after")),
      text: await beginningOf(response),
    };
  } catch (problem) {
    const failure = await failureOf(problem, outbound, endsAt - Date.now());
    const outcome: Outcome = failure === null ? "lost" : (OUTCOMES[failure] ?? "connection-lost");
    return { outcome, statusCode: null, retryAfterMs: null, text: "" };
  }
}

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
