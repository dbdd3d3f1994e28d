import type { Mail } from "../ports/notifying";
import type { Letter } from "./contract";
import { bounded, headline, htmlEscaped } from "./format";

/** A letter as an e-mail: text for all, the same as HTML for those who like it. */
export function letterMail(letter: Letter): Mail {
  const { text, channel, id } = letter;
  const { from, to } = channel.settings;
  const { title, lines, link, linkLabel } = text;
  return {
    from: from!,
    to: to!.split(",").map((one) => one.trim()),
    // One line, whatever a name says.
    subject: bounded(headline(text).replace(/\s+/g, " "), 200),
    text: [title, "", ...lines, "", `${linkLabel}: ${link}`, ""].join("\n"),
    html: [
      `<h1 style="font-size:18px;font-family:sans-serif">${htmlEscaped(headline(text))}</h1>`,
      ...lines.map((line) => `<p style="font-family:sans-serif">${htmlEscaped(line)}</p>`),
      `<p style="font-family:sans-serif"><a href="${htmlEscaped(link)}">${htmlEscaped(linkLabel)}</a></p>`,
    ].join("\n"),
    messageId: id,
  };
}
