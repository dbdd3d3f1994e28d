import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider } from "../provider";
import { withTrailingSlash } from "../format";
import { renderEmail } from "../templates/email";
import type { ProviderResponse } from "../../ports/notifications";

/** https://resend.com/docs/api-reference/emails/send-email */
export const resend = httpProvider(
  MAX_DIGEST_ITEMS,
  (message) => {
    const { apiKey, apiUrl } = message.channel.settings;
    const { from, to, subject, text, html, headers } = renderEmail(message);
    return jsonRequest(
      `${withTrailingSlash(apiUrl ?? "https://api.resend.com")}emails`,
      { from, to, subject, text, html, headers },
      // What is sent again is not mailed again: 256 characters at most, remembered for a day.
      { authorization: `Bearer ${apiKey}`, "idempotency-key": message.id.slice(0, 256) },
    );
  },
  readResponse,
);

/**
 * Where an attempt before this one was given up on and is still under way there, it may yet fail: that
 * is to be asked again, not to be buried. https://resend.com/docs/api-reference/errors
 */
function readResponse(response: ProviderResponse): ProviderResponse {
  return response.statusCode === 409 && response.text.includes("concurrent_idempotent_requests")
    ? { ...response, outcome: "throttled" }
    : response;
}
