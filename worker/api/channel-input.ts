import * as v from "valibot";
import {
  CHANNEL_BOUNDS,
  CHANNEL_DEFAULTS,
  CHANNEL_FIELDS,
  CHANNEL_KINDS,
  isSecret,
  LANGUAGES,
  type ChannelField,
  type ChannelKind,
  type ChannelSettings,
} from "../domain/alerts/channel";
import { isHost } from "../domain/host";
import { isTimeZone } from "../domain/time-zone";
import { isEmailAddress } from "../domain/pages/subscription";
import { MASKED_SECRET } from "../protocol/api";
import { strictObject, expectedText, actualText, shortText, boundedInteger } from "./input";

/** Of one mail: Postmark's and Resend's limit. */
const MAX_RECIPIENTS = 50;

const AN_OBJECT = expectedText("an object of settings");
const settings = v.record(v.string(), v.string(expectedText("a text")), AN_OBJECT);

const kind = v.picklist(CHANNEL_KINDS, expectedText(`one of ${CHANNEL_KINDS.join(", ")}`));
const enabled = v.boolean(expectedText("true or false"));
const language = v.picklist(LANGUAGES, expectedText(`one of ${LANGUAGES.join(", ")}`));
const timeZone = v.pipe(
  v.string(expectedText("a time zone such as Europe/Berlin")),
  v.check(isTimeZone, expectedText("a time zone such as Europe/Berlin")),
);
const name = shortText(CHANNEL_BOUNDS.name);
const maxPerMinute = boundedInteger(CHANNEL_BOUNDS.maxPerMinute);

export const newChannelSchema = strictObject({
  name,
  kind,
  settings: v.optional(settings, {}),
  enabled: v.optional(enabled, CHANNEL_DEFAULTS.enabled),
  language: v.optional(language, CHANNEL_DEFAULTS.language),
  timeZone: v.optional(timeZone),
  maxPerMinute: v.optional(maxPerMinute),
});

export const channelChangesSchema = strictObject({
  name: v.optional(name),
  settings: v.optional(settings),
  enabled: v.optional(enabled),
  language: v.optional(language),
  timeZone: v.optional(timeZone),
  maxPerMinute: v.optional(maxPerMinute),
});

type ValidateUrl = (url: string) => string | null;
const settingsOnlySchema = v.object({ kind, settings: v.optional(settings, {}) });

/** What is wrong with the settings of what is wrong in other ways too. */
export function settingsValidationErrors(
  body: unknown,
  refusedAddress: ValidateUrl,
): Record<string, string> {
  const { success, output } = v.safeParse(settingsOnlySchema, body);
  return success ? settingsErrors(output.kind, output.settings, refusedAddress) : {};
}

/** What is wrong with a channel's settings, by field; whatever the kind, it is read from its table. */
export function settingsErrors(
  kindOfChannel: ChannelKind,
  given: ChannelSettings,
  refusedAddress: ValidateUrl,
): Record<string, string> {
  const fields = CHANNEL_FIELDS[kindOfChannel];
  const names = fields.map((field) => field.name);
  const problems: Record<string, string> = {};
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) problems[`settings.${name}`] = "expected no such field";
  }
  for (const field of fields) {
    const problem = settingError(field, given[field.name] ?? "", refusedAddress);
    if (problem) problems[`settings.${field.name}`] = problem;
  }
  return problems;
}

function settingError(
  field: ChannelField,
  value: string,
  refusedAddress: ValidateUrl,
): string | null {
  const { required, max, pattern, example, options, type } = field;
  const wanted = example ? `expected a value such as ${example}` : "expected a value";
  if (value === "") return required ? `${wanted}, saw nothing` : null;
  // A secret is in no message, not even one that is wrong.
  const saw = isSecret(field) ? "" : `, saw ${actualText(value)}`;
  if (value === MASKED_SECRET) return "expected a value, saw a masked one";
  if (value.length > max) return `expected at most ${max} characters`;
  if (type === "url" || type === "secret-url") {
    const refusal = refusedAddress(value);
    if (refusal) return refusal;
  }
  if (type === "host") {
    if (!isHost(value)) return `${wanted}${saw}`;
    const refusal = refusedAddress(`tcp://${value}:465`);
    if (refusal) return refusal;
  }
  if (type === "email" && !isEmailAddress(value)) return `expected an e-mail address${saw}`;
  if (type === "emails" && value.split(",").length > MAX_RECIPIENTS) {
    return `expected at most ${MAX_RECIPIENTS} addresses, saw ${value.split(",").length}`;
  }
  if (type === "emails" && value.split(",").some((one) => !isEmailAddress(one.trim()))) {
    return `expected e-mail addresses separated by commas${saw}`;
  }
  if (options && !options.includes(value)) return `expected one of ${options.join(", ")}${saw}`;
  return pattern && !pattern.test(value) ? `${wanted}${saw}` : null;
}

export function maskedSettings(
  kindOfChannel: ChannelKind,
  stored: ChannelSettings,
): ChannelSettings {
  return Object.fromEntries(
    CHANNEL_FIELDS[kindOfChannel].flatMap((field) => {
      const value = stored[field.name];
      return value ? [[field.name, isSecret(field) ? MASKED_SECRET : value]] : [];
    }),
  );
}

/** What is sent back masked keeps its value; what is sent empty is taken away. */
export function restoreMaskedSettings(
  stored: ChannelSettings,
  given: ChannelSettings,
): ChannelSettings {
  const unmasked = Object.entries(given).filter(
    ([name, value]) => value !== MASKED_SECRET || !stored[name],
  );
  const merged = { ...stored, ...Object.fromEntries(unmasked) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}
