import { ICONS, type MessageContent } from "./templates/content";

/** What happened, with a sign that says how bad it is without any colour. */
export const subject = ({ icon, title }: MessageContent): string => `${ICONS[icon]} ${title}`;

/** At most so many characters; what is left out is marked. No character is cut in two. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${cut.replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Lines that are at most so long together: where they are longer, each gives way alike. */
export function truncateLines(lines: readonly string[], max: number): string[] {
  const isLong = lines.reduce((sum, { length }) => sum + length, 0) > max;
  const each = isLong ? Math.floor(max / lines.length) : max;
  return lines.map((line) => truncate(line, each));
}

export const encodeHtmlEntities = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Nothing is markup, a link or a mention any more. Without a bracket before it a parenthesis is one. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[\\*_~|`#[\]<>!]/g, "\\$&").replace(/@/g, "@\u200b");

export const withTrailingSlash = (address: string): string =>
  address.endsWith("/") ? address : `${address}/`;
