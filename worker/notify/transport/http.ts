import type { Failure, InconclusiveReason } from "../../domain/checks/observation";
import { outcomeOfStatus, type DeliveryOutcome } from "../../domain/alerts/delivery";
import { logError } from "../../log";
import type { ProviderResponse, ProviderRequest, Email } from "../../ports/notifications";
import { classifyError } from "../../probe/engine/classify-error";
import type { Outbound } from "../../probe/net/outbound";
import { readText } from "../../probe/net/read-stream";

/**
 * In milliseconds: `response` until the status arrives (Standard Webhooks: 15 to 30 s), `body` for
 * what follows it, of which only the beginning matters.
 */
const TIMEOUTS = { response: 15_000, body: 2_000 };
const MAX_BODY_BYTES = 16_384;
const USER_AGENT = "Pharos/1 (notifications)";

/** One request, made once: redirects are not followed, what is said is read only a little way. */
export async function sendRequest(
  { url, method = "POST", headers, body }: ProviderRequest,
  outbound: Outbound,
  timeouts = TIMEOUTS,
): Promise<ProviderResponse> {
  const endsAt = Date.now() + timeouts.response;
  try {
    const response = await outbound.fetch(url, {
      method,
      headers: { "user-agent": USER_AGENT, ...headers },
      body,
      signal: AbortSignal.timeout(timeouts.response),
    });
    return {
      outcome: outcomeOfStatus(response.status),
      statusCode: response.status,
      retryAfterMs: retryAfterMs(response.headers.get("retry-after")),
      text: await readBeginning(response, timeouts.body),
    };
  } catch (problem) {
    const failure = await classifyError(problem, outbound, endsAt - Date.now());
    return { outcome: outcomeOfFailure(failure), statusCode: null, retryAfterMs: null, text: "" };
  }
}

/** The platform's own binding says of a mail only that it took it, or throws. */
export async function sendMail(
  { from, to, subject, text, html, headers }: Email,
  binding: SendEmail | undefined,
): Promise<ProviderResponse> {
  if (!binding) return toProviderResponse("misconfigured");
  try {
    await binding.send({ from, to, subject, text, html, headers });
    return toProviderResponse("delivered");
  } catch (problem) {
    logError("mail", problem);
    return toProviderResponse("broken");
  }
}

const toProviderResponse = (outcome: DeliveryOutcome): ProviderResponse => ({
  outcome,
  statusCode: null,
  retryAfterMs: null,
  text: "",
});

/** Null is a failure of our own. */
export const outcomeOfFailure = (failure: Failure | InconclusiveReason | null): DeliveryOutcome =>
  failure === null ? "lost" : (OUTCOMES[failure] ?? "connection-lost");

const OUTCOMES: Partial<Record<Failure | InconclusiveReason, DeliveryOutcome>> = {
  timeout: "timeout",
  unreachable: "unreachable",
  "name-not-resolved": "name-not-resolved",
  tls: "tls",
  "address-refused": "address-refused",
  "bad-request": "misconfigured",
};

/** It has answered: whatever becomes of the rest changes nothing. */
const readBeginning = ({ body }: Response, timeoutMs: number): Promise<string> =>
  readText(body, { maxBytes: MAX_BODY_BYTES, signal: AbortSignal.timeout(timeoutMs) }).catch(
    () => "",
  );

/** Seconds, or a date: RFC 9110, 10.2.3. */
function retryAfterMs(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
