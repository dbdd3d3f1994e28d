import { FOR_PEOPLE, json, speaks } from "../contract";
import { withSlash } from "../format";
import { letterMail } from "../mail";

/** https://postmarkapp.com/developer/api/email-api#send-a-single-email */
export const postmark = speaks(FOR_PEOPLE, (letter) => {
  const { serverToken, stream, apiUrl } = letter.channel.settings;
  const { from, to, subject, text, html, messageId, headers } = letterMail(letter);
  return json(
    `${withSlash(apiUrl ?? "https://api.postmarkapp.com")}email`,
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
