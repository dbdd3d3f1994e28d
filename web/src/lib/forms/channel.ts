import {
  CHANNEL_FIELDS,
  CHANNEL_KINDS,
  isSecret,
  LANGUAGES,
  defaultRateLimit,
  type ChannelKind,
  type Language,
} from "$domain/alerts/channel";
import { textField } from "$lib/forms/text-field";
import type { ChannelView } from "$protocol/notifications";

/** What the fields of the form hold. */
export type ChannelValues = {
  kind: ChannelKind;
  name: string;
  settings: Record<string, string>;
  enabled: boolean;
  language: Language;
  timeZone: string;
  maxPerMinute: string;
};

export const parseChannelKind = (text: string | null): ChannelKind | null =>
  CHANNEL_KINDS.find((kind) => kind === text) ?? null;

export function parseChannelForm(form: FormData): {
  values: ChannelValues;
  body: Record<string, unknown>;
} {
  const text = (field: string) => textField(form, field).trim();
  const kind = parseChannelKind(text("kind")) ?? "webhook";
  const settings = Object.fromEntries(
    CHANNEL_FIELDS[kind].map(({ name }) => [name, text(`settings.${name}`)]),
  );
  const values: ChannelValues = {
    kind,
    name: text("name"),
    settings,
    enabled: form.get("enabled") !== null,
    language: LANGUAGES.find((candidate) => candidate === text("language")) ?? "en",
    timeZone: text("timeZone"),
    maxPerMinute: text("maxPerMinute"),
  };
  return { values, body: bodyOf(values) };
}

function bodyOf(values: ChannelValues) {
  const { name, enabled, language, timeZone, maxPerMinute } = values;
  const settings = Object.fromEntries(
    CHANNEL_FIELDS[values.kind].map((field) => [field.name, values.settings[field.name] ?? ""]),
  );
  const rate = /^\d+$/.test(maxPerMinute) ? Number(maxPerMinute) : maxPerMinute;
  return { name, settings, enabled, language, timeZone, maxPerMinute: rate };
}

/** What the form of a channel would send if nothing were changed. */
export const channelBody = (channel: ChannelView) => bodyOf(channelValues(channel));

/** Secrets that were typed do not go back into a page. */
export const withoutSecrets = (values: ChannelValues): ChannelValues => ({
  ...values,
  settings: Object.fromEntries(
    CHANNEL_FIELDS[values.kind].map((field) => [
      field.name,
      isSecret(field) ? "" : (values.settings[field.name] ?? ""),
    ]),
  ),
});

export const channelValues = (channel: ChannelView): ChannelValues => ({
  kind: channel.kind,
  name: channel.name,
  settings: { ...channel.settings },
  enabled: channel.enabled,
  language: channel.language,
  timeZone: channel.timeZone,
  maxPerMinute: String(channel.maxPerMinute),
});

export const newChannelValues = (
  kind: ChannelKind,
  language: Language,
  timeZone: string,
): ChannelValues => ({
  kind,
  name: "",
  settings: {},
  enabled: true,
  language,
  timeZone,
  maxPerMinute: String(defaultRateLimit(kind)),
});
