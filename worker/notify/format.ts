import { MARKS, type Text } from "./words/text";

/** What happened, with a sign that says how bad it is without any colour. */
export const headline = ({ mark, title }: Text): string => `${MARKS[mark]} ${title}`;

/** At most so many characters; what is left out is marked. No character is cut in two. */
export function bounded(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${cut.replace(/[\ud800-\udbff]$/, "")}…`;
}

export const htmlEscaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Nothing is markup, a link or a mention any more. */
export const markdownEscaped = (text: string): string =>
  text.replace(/[\\*_~|`#[\]()<>!]/g, "\\$&").replace(/@/g, "@\u200b");

export const withSlash = (address: string): string =>
  address.endsWith("/") ? address : `${address}/`;
