import type { Language } from "../../domain/alerts/channel";
import enPages from "../../../messages/en.json";
import koPages from "../../../messages/ko.json";
import en from "./en.json";
import ko from "./ko.json";

/** What is worded for the pages already, and is the same here. */
type SharedKey = Extract<
  keyof typeof enPages,
  | `reason_${string}`
  | `subject_${string}`
  | `assertion_${string}`
  | `time_${string}`
  | `severity_${string}`
>;
export type MessageKey = keyof typeof en | SharedKey;

/** A text, or one for each form that a count asks for. */
type Message = string | { match: Record<string, string | undefined> }[];

/** A row for each language. */
const MESSAGES: Record<Language, Record<MessageKey, Message>> = {
  en: { ...enPages, ...en },
  ko: { ...koPages, ...ko },
};

type Values = Record<string, string | number>;

/** A message in a language, with its places filled in. */
export const t = (language: Language, key: MessageKey, values: Values = {}): string =>
  formOf(language, MESSAGES[language][key], values).replace(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place),
  );

function formOf(language: Language, message: Message, { count }: Values): string {
  if (typeof message === "string") return message;
  const forms = message[0]?.match ?? {};
  const plural = new Intl.PluralRules(language).select(Number(count));
  return forms[`plural=${plural}`] ?? forms["plural=other"] ?? "";
}
