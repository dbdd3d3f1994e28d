import {
  CHANNEL_FIELDS,
  isSecret,
  type ChannelKind,
  type ChannelSettings,
} from "../domain/alerts/channel";
import type { Endpoint } from "../domain/checks/endpoint";
import { MASKED_SECRET } from "../protocol/api";
import { isSameChannelDestination } from "./channel-destination";
import { assertNoFieldErrors } from "./errors";
import { isSameDestination } from "./mask-address";
import { maskedSecrets, maskErrors, restoreMasked, type Secrets } from "./mask-secrets";

/** Said of a secret that would go to another place than it was meant for. */
const SECRET_STAYS =
  "expected the value itself, since a stored one is kept only for the same scheme, host and port";

/**
 * Masked values as they are stored, but only where they were meant to be sent: to another scheme,
 * host or port none is taken along, neither one that is masked nor one that a change leaves out.
 */
export function withStoredSecrets<Given extends Partial<Secrets>>(
  given: Given,
  stored: Endpoint,
): Given {
  if (given.url !== undefined && !isSameDestination(given.url, stored.url))
    assertNoFieldErrors(maskErrors({ ...maskedSecrets(stored), ...given }, SECRET_STAYS));
  return restoreMasked(given, stored);
}

/** The same of a channel, by the fields of its kind. */
export function movedSettingErrors(
  kind: ChannelKind,
  given: ChannelSettings,
  { before, after }: { before: ChannelSettings; after: ChannelSettings },
): Record<string, string> {
  if (isSameChannelDestination(kind, before, after)) return {};
  const taken = CHANNEL_FIELDS[kind].filter(
    (field) =>
      isSecret(field) &&
      before[field.name] &&
      (given[field.name] ?? MASKED_SECRET) === MASKED_SECRET,
  );
  return Object.fromEntries(taken.map(({ name }) => [`settings.${name}`, SECRET_STAYS]));
}
