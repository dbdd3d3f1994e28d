import { CHANNEL_FIELDS, type ChannelKind, type ChannelSettings } from "../domain/alerts/channel";
import { destinationOf } from "./mask-address";

/** Whether a channel sends to the same place with both settings. */
export const isSameChannelDestination = (
  kind: ChannelKind,
  before: ChannelSettings,
  after: ChannelSettings,
): boolean =>
  JSON.stringify(destinationsOf(kind, before)) === JSON.stringify(destinationsOf(kind, after));

/** By scheme, host and port; without encryption SMTP is another scheme. */
function destinationsOf(kind: ChannelKind, settings: ChannelSettings): (string | null)[] {
  if (kind === "web-push") return [destinationOf(pushEndpoint(settings["subscription"] ?? ""))];
  return CHANNEL_FIELDS[kind].flatMap(({ name, type, options }) => {
    const value = settings[name] ?? "";
    if (type === "url" || type === "secret-url") return [destinationOf(value)];
    if (type === "host" || name === "port") return [value.toLowerCase()];
    return name === "security" ? [value || options![0]!] : [];
  });
}

/** A subscription of a browser says where it is pushed to. */
function pushEndpoint(subscription: string): string {
  try {
    return String((JSON.parse(subscription) as { endpoint?: unknown }).endpoint);
  } catch {
    return "";
  }
}
