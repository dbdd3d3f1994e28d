import type { Instant } from "../../domain/instant";
import type { Email } from "../../ports/notifications";

/** A mail as it travels by SMTP: RFC 5322, with all that is not ASCII in base64 (RFC 2045, 2047). */
export function buildMime(
  { from, to, subject, text, html, messageId, headers }: Email,
  at: Instant,
): string {
  const boundary = `pharos-${crypto.randomUUID()}`;
  const domain = from.split("@")[1] ?? "pharos.invalid";
  return [
    `From: <${from}>`,
    `To: ${to.map((address) => `<${address}>`).join(", ")}`,
    `Subject: ${encodedWords(subject)}`,
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    // The same letter, sent again, is the same mail.
    `Message-ID: <${messageId.replace(/[^\w.-]/g, "_")}@${domain}>`,
    "MIME-Version: 1.0",
    "Auto-Submitted: auto-generated",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    ...mimePart(boundary, "text/plain", text),
    ...mimePart(boundary, "text/html", html),
    `--${boundary}--`,
  ].join("\r\n");
}

const mimePart = (boundary: string, type: string, content: string): string[] => [
  `--${boundary}`,
  `Content-Type: ${type}; charset=utf-8`,
  "Content-Transfer-Encoding: base64",
  "",
  ...(Buffer.from(content)
    .toString("base64")
    .match(/.{1,76}/g) ?? []),
];

/** Words of at most 75 characters, none of which cuts a character in two. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word]
    .map((chunk) => `=?UTF-8?B?${Buffer.from(chunk).toString("base64")}?=`)
    .join("\r\n ");
}
