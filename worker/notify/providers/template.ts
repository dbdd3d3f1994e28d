import { alertOf, alertName } from "../../domain/alerts/alert";
import { MAX_DIGEST_ITEMS, httpProvider, type OutgoingMessage } from "../provider";
import { subject } from "../format";

export const DEFAULT_TEMPLATE = '{"text": "{{title}}\\n{{details}}\\n{{link}}"}';

/** Whatever takes one request: its body is a template with places in double braces. */
export const template = httpProvider(MAX_DIGEST_ITEMS, (message) => {
  const {
    url,
    contentType = "application/json",
    authorization,
    template: body,
  } = message.channel.settings;
  const encode = ENCODERS[contentType] ?? String;
  const values = placeholderValues(message);
  return {
    url: url!,
    headers: { "content-type": contentType, ...(authorization && { authorization }) },
    body: (body ?? DEFAULT_TEMPLATE).replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) =>
      Object.hasOwn(values, name) ? encode(values[name]!) : placeholder,
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
  const alert = notifications.length > 1 ? null : alertOf(first!);
  return {
    id,
    title: subject(content),
    details: content.lines.join("\n"),
    link: content.link,
    kind: notifications.length > 1 ? "digest" : first!.kind,
    count: `${notifications.length}`,
    status: content.icon,
    endpoint: alert ? alertName(alert) : "",
    endpointId: alert?.endpointId ?? "",
    incidentId: alert?.id ?? "",
    reason: alert?.reason ?? "",
    startedAt: alert ? new Date(alert.startedAt).toISOString() : "",
  };
}
