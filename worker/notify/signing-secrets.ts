import type { Channel, ChannelKind, ChannelSettings } from "../domain/alerts/channel";
import type { Instant } from "../domain/instant";
import { previousSecrets, ROTATION_MS } from "./providers/webhook";

/** Standard Webhooks: 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** Kinds that sign what they send, with a secret of our own. */
const SIGNING_KINDS: readonly ChannelKind[] = ["webhook"];

/** What a kind makes by itself where it was left out. */
export const withGeneratedSecrets = (
  kind: ChannelKind,
  settings: ChannelSettings,
): ChannelSettings =>
  SIGNING_KINDS.includes(kind) && !settings["secret"]
    ? { ...settings, secret: generateSigningSecret() }
    : settings;

/** Whoever rotates more often than that in a day has no receiver left that has an older one. */
const MAX_PREVIOUS_SECRETS = 5;

/** Where a secret changes, those of the last day are kept beside it: one may rotate twice. */
export function mergeSettings(
  { settings: before }: Pick<Channel, "settings">,
  settings: ChannelSettings,
  now: Instant,
): ChannelSettings {
  const { secret } = before;
  if (!secret) return settings;
  const isOther = secret !== settings["secret"];
  const previous = [
    ...(isOther ? [{ secret, until: now + ROTATION_MS }] : []),
    ...previousSecrets(before, now).filter((one) => one.secret !== settings["secret"]),
  ].slice(0, MAX_PREVIOUS_SECRETS);
  if (previous.length === 0) return settings;
  return {
    ...settings,
    previousSecret: previous.map((one) => one.secret).join(" "),
    previousUntil: previous.map((one) => one.until).join(" "),
  };
}

export const generateSigningSecret = (): string =>
  `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64")}`;
