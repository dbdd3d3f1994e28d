import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider } from "../provider";
import { withTrailingSlash } from "../format";
import { renderEmail } from "../templates/email";

/** https://postmarkapp.com/developer/api/email-api#send-a-single-email */
export const postmark = httpProvider(MAX_DIGEST_ITEMS, (message) => {
  const { serverToken, stream, apiUrl } = message.channel.settings;
  const { from, to, subject, text, html, messageId, headers } = renderEmail(message);
  return jsonRequest(
    `${withTrailingSlash(apiUrl ?? "https://api.postmarkapp.com")}email`,
    {
      From: from,
      To: to.join(","),
      Subject: subject,
      TextBody: text,
      HtmlBody: html,
      MessageStream: stream ?? "outbound",
      Headers: Object.entries({ "X-Pharos-Id": messageId, ...headers }).map(([Name, Value]) => ({
        Name,
        Value,
      })),
    },
    { accept: "application/json", "x-postmark-server-token": serverToken },
  );
});
