import { CHANNEL_FIELDS, type Channel, type ChannelSettings } from "../domain/alerts/channel";
import type { ApiPorts } from "../ports";
import { isSameChannelDestination } from "./channel-destination";
import { restoreMaskedSettings, settingsErrors } from "./channel-input";
import { assertNoFieldErrors } from "./errors";
import { movedSettingErrors } from "./stored-secrets";

/** The settings of a channel with what was sent; `generated` are those that were made for it. */
export function changedSettings(ports: ApiPorts, before: Channel, sent: ChannelSettings) {
  const { channels } = ports;
  const { kind } = before;
  const current = visibleSettings(before);
  const wanted = restoreMaskedSettings(current, sent);
  assertValidSettings(ports, kind, wanted);
  assertNoFieldErrors(movedSettingErrors(kind, sent, { before: current, after: wanted }));
  const complete = channels.withGeneratedSecrets(kind, wanted);
  // What signed for one receiver signs nothing for another.
  const isSamePlace = isSameChannelDestination(kind, current, wanted);
  return {
    settings: isSamePlace ? channels.mergeSettings(before, complete) : complete,
    generated: Object.keys(complete).filter((name) => !wanted[name]),
  };
}

export function assertValidSettings(
  ports: ApiPorts,
  kind: Channel["kind"],
  given: ChannelSettings,
): void {
  assertNoFieldErrors(settingsErrors(kind, given, ports.channels.validateAddress));
}

/** Without what is kept beside them. */
export function visibleSettings({ kind, settings }: Channel): ChannelSettings {
  const names = CHANNEL_FIELDS[kind].map(({ name }) => name);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}
