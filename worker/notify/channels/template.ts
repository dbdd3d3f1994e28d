import { episodeOf, nameOf } from "../../domain/notification";
import { FOR_PEOPLE, speaks, type Letter } from "../contract";
import { headline } from "../format";

export const DEFAULT_TEMPLATE = '{"text": "{{title}}\\n{{details}}\\n{{link}}"}';

/** Whatever takes one request: its body is a template with places in double braces. */
export const template = speaks(FOR_PEOPLE, (letter) => {
  const {
    url,
    contentType = "application/json",
    authorization,
    template: body,
  } = letter.channel.settings;
  const write = WRITTEN[contentType] ?? String;
  const values = placesOf(letter);
  return {
    url: url!,
    headers: { "content-type": contentType, ...(authorization && { authorization }) },
    body: (body ?? DEFAULT_TEMPLATE).replace(/\{\{(\w+)\}\}/g, (place, name: string) =>
      Object.hasOwn(values, name) ? write(values[name]!) : place,
    ),
  };
});

/** A value stays a value in whatever it is put into. */
const WRITTEN: Record<string, (value: string) => string> = {
  "application/json": (value) => JSON.stringify(value).slice(1, -1),
  "application/x-www-form-urlencoded": encodeURIComponent,
};

function placesOf({ id, text, notifications }: Letter): Record<string, string> {
  const [first] = notifications;
  const episode = notifications.length > 1 ? null : episodeOf(first!);
  return {
    id,
    title: headline(text),
    details: text.lines.join("\n"),
    link: text.link,
    kind: notifications.length > 1 ? "digest" : first!.kind,
    count: `${notifications.length}`,
    status: text.mark,
    endpoint: episode ? nameOf(episode) : "",
    endpointId: episode?.endpointId ?? "",
    incidentId: episode?.id ?? "",
    reason: episode?.reason ?? "",
    startedAt: episode ? new Date(episode.startedAt).toISOString() : "",
  };
}
