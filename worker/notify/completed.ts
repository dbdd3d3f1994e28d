import type { Channel, ChannelKind, ChannelSettings } from "../domain/channel";
import type { Instant } from "../domain/instant";
import { ROTATION_MS } from "./channels/webhook";

/** Standard Webhooks: 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** Kinds that sign what they send, with a secret of our own. */
const SIGNED: readonly ChannelKind[] = ["webhook"];

/** What a kind makes by itself where it was left out. */
export const completedSettings = (kind: ChannelKind, settings: ChannelSettings): ChannelSettings =>
  SIGNED.includes(kind) && !settings["secret"] ? { ...settings, secret: newSecret() } : settings;

/** Where a secret changes, the one before is kept beside it for a while. */
export function changedSettings(
  { settings: before }: Pick<Channel, "settings">,
  settings: ChannelSettings,
  now: Instant,
): ChannelSettings {
  const { secret, previousSecret, previousUntil } = before;
  if (!secret) return settings;
  if (secret !== settings["secret"]) {
    return { ...settings, previousSecret: secret, previousUntil: `${now + ROTATION_MS}` };
  }
  return previousSecret && previousUntil
    ? { ...settings, previousSecret, previousUntil }
    : settings;
}

export const newSecret = (): string =>
  `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64")}`;
