import type { Email } from "../../ports/notifications";
import type { OutgoingMessage } from "../provider";
import { truncate, subject, encodeHtmlEntities } from "../format";

/** A letter as an e-mail: text for all, the same as HTML for those who like it. */
export function renderEmail(message: OutgoingMessage): Email {
  const { content, channel, id } = message;
  const { from, to } = channel.settings;
  const { title, lines, link, linkLabel, unsubscribe } = content;
  return {
    from: from!,
    to: to!.split(",").map((one) => one.trim()),
    // One line, whatever a name says.
    subject: truncate(subject(content).replace(/\s+/g, " "), 200),
    text: [
      title,
      "",
      ...lines,
      "",
      `${linkLabel}: ${link}`,
      ...unsubscribeLine(unsubscribe),
      "",
    ].join("\n"),
    html: [
      `<div lang="${channel.language}">`,
      `<h1 style="font-size:18px;font-family:sans-serif">${encodeHtmlEntities(subject(content))}</h1>`,
      ...lines.map((line) => paragraphHtml(encodeHtmlEntities(line))),
      paragraphHtml(linkHtml(linkLabel, link)),
      ...(unsubscribe ? [paragraphHtml(linkHtml(unsubscribe.label, unsubscribe.link))] : []),
      "</div>",
    ].join("\n"),
    messageId: id,
    // One click, by POST: RFC 8058.
    headers: unsubscribe
      ? {
          "List-Unsubscribe": `<${unsubscribe.link}>`,
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
      : {},
  };
}

const unsubscribeLine = (end: OutgoingMessage["content"]["unsubscribe"]): string[] =>
  end ? [`${end.label}: ${end.link}`] : [];

const linkHtml = (label: string, link: string): string =>
  `<a href="${encodeHtmlEntities(link)}">${encodeHtmlEntities(label)}</a>`;

const paragraphHtml = (html: string): string => `<p style="font-family:sans-serif">${html}</p>`;
