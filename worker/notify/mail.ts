import type { Mail } from "../ports/notifying";
import type { Letter } from "./contract";
import { bounded, headline, htmlEscaped } from "./format";

/** A letter as an e-mail: text for all, the same as HTML for those who like it. */
export function letterMail(letter: Letter): Mail {
  const { text, channel, id } = letter;
  const { from, to } = channel.settings;
  const { title, lines, link, linkLabel, end } = text;
  return {
    from: from!,
    to: to!.split(",").map((one) => one.trim()),
    // One line, whatever a name says.
    subject: bounded(headline(text).replace(/\s+/g, " "), 200),
    text: [title, "", ...lines, "", `${linkLabel}: ${link}`, ...endLine(end), ""].join("\n"),
    html: [
      `<div lang="${channel.language}">`,
      `<h1 style="font-size:18px;font-family:sans-serif">${htmlEscaped(headline(text))}</h1>`,
      ...lines.map((line) => paragraph(htmlEscaped(line))),
      paragraph(linked(linkLabel, link)),
      ...(end ? [paragraph(linked(end.label, end.link))] : []),
      "</div>",
    ].join("\n"),
    messageId: id,
    // One click, by POST: RFC 8058.
    headers: end
      ? {
          "List-Unsubscribe": `<${end.link}>`,
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
      : {},
  };
}

const endLine = (end: Letter["text"]["end"]): string[] =>
  end ? [`${end.label}: ${end.link}`] : [];

const linked = (label: string, link: string): string =>
  `<a href="${htmlEscaped(link)}">${htmlEscaped(label)}</a>`;

const paragraph = (html: string): string => `<p style="font-family:sans-serif">${html}</p>`;
