import { alertOf, alertName } from "../../domain/alerts/alert";
import { MAX_DIGEST_ITEMS, httpProvider, type OutgoingMessage } from "../provider";
import { subject } from "../format";

export const DEFAULT_TEMPLATE = '{"text": "{{title}}\\n{{details}}\\n{{link}}"}';

/** Whatever takes one request: its body is a template with places in double braces. */
export const template = httpProvider(MAX_DIGEST_ITEMS, (letter) => {
  const {
    url,
    contentType = "application/json",
    authorization,
    template: body,
  } = letter.channel.settings;
  const write = ENCODERS[contentType] ?? String;
  const values = placeholderValues(letter);
  return {
    url: url!,
    headers: { "content-type": contentType, ...(authorization && { authorization }) },
    body: (body ?? DEFAULT_TEMPLATE).replace(/\{\{(\w+)\}\}/g, (place, name: string) =>
      Object.hasOwn(values, name) ? write(values[name]!) : place,
    ),
  };
});

/** A value stays a value in whatever it is put into. */
const ENCODERS: Record<string, (value: string) => string> = {
  "application/json": (value) => JSON.stringify(value).slice(1, -1),
  "application/x-www-form-urlencoded": encodeURIComponent,
};

function placeholderValues({
  id,
  content,
  notifications,
}: OutgoingMessage): Record<string, string> {
  const [first] = notifications;
  const episode = notifications.length > 1 ? null : alertOf(first!);
  return {
    id,
    title: subject(content),
    details: content.lines.join("\n"),
    link: content.link,
    kind: notifications.length > 1 ? "digest" : first!.kind,
    count: `${notifications.length}`,
    status: content.icon,
    endpoint: episode ? alertName(episode) : "",
    endpointId: episode?.endpointId ?? "",
    incidentId: episode?.id ?? "",
    reason: episode?.reason ?? "",
    startedAt: episode ? new Date(episode.startedAt).toISOString() : "",
  };
}
