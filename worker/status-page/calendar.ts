import type { Representation } from "./representation";
import { componentNamesText } from "./status-text";

/** Announced work as a calendar that others subscribe to. Source: RFC 5545. */
export const calendar: Representation = (page, { base }) => {
  const { hostname } = new URL(base);
  const events = page.maintenances.flatMap(({ id, title, startsAt, endsAt, componentIds }) => [
    "BEGIN:VEVENT",
    `UID:${id}@${hostname}`,
    `DTSTAMP:${utc(page.updatedAt)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(endsAt)}`,
    `SUMMARY:${text(`${page.title}: ${title}`)}`,
    `DESCRIPTION:${text(`Affects ${componentNamesText(page, componentIds)}`)}`,
    `URL:${base}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Pharos//Status page//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${text(`${page.title}: maintenance`)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...events,
    "END:VCALENDAR",
  ];
  return {
    body: lines.map((line) => `${folded(line)}\r\n`).join(""),
    type: "text/calendar; charset=utf-8",
    maxAge: 60,
    headers: { "content-disposition": 'inline; filename="maintenance.ics"' },
  };
};

const utc = (iso: string): string => `${iso.replace(/[-:]|\.\d+/g, "").slice(0, 15)}Z`;

const text = (value: string): string =>
  value
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\r\n|[\r\n]/g, "\\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");

/** A line has at most 75 octets; a character is never cut in two. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let [result, width] = ["", 0];
  for (const character of line) {
    const octets = encoder.encode(character).length;
    if (width + octets > 74) [result, width] = [`${result}\r\n `, 1];
    result += character;
    width += octets;
  }
  return result;
}
