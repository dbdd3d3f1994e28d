import type { FieldProblems } from "$lib/forms/endpoint/fields";
import { m } from "$lib/paraglide/messages";
import type { ApiError } from "$protocol/errors";
import { capitalizeFirst } from "./sentence";

/** What the API refuses, at the fields of the form, in the reader's language where it is known. */
export const channelFormProblems = (fields: ApiError["error"]["fields"] = {}): FieldProblems =>
  Object.fromEntries(
    Object.entries(fields).map(([path, message]) => [path, localizeMessage(message)]),
  );

/** That a stored secret is not sent to another place, which is not said of a form's field in itself. */
export const storedSecretProblem = (message: string): string | null =>
  /^expected the value itself/i.test(message) ? m.problem_stored_secret() : null;

/** The API says what was expected; the forms say it in two languages where they know the sentence. */
export function localizeMessage(message: string): string {
  if (
    /^expected a value such as (.*), saw nothing$/.test(message) ||
    /, saw nothing$/.test(message)
  ) {
    return m.problem_missing();
  }
  const [, example] = /^expected a value such as (.*?)(, saw .*)?$/.exec(message) ?? [];
  if (example) return m.problem_such_as({ example });
  const stays = storedSecretProblem(message);
  if (stays) return stays;
  if (/^the address is private/.test(message)) return m.problem_private();
  if (/^expected e-mail addresses/.test(message)) return m.problem_emails();
  const [, max] = /^expected at most (\d+)/.exec(message) ?? [];
  if (max) return m.problem_at_most({ max });
  const [, from, to] = /^expected a whole number from (\d+) to (\d+)/.exec(message) ?? [];
  if (from && to) return m.problem_between({ from, to });
  if (/^expected a text of/.test(message)) return m.problem_missing();
  if (/^expected a time zone/.test(message)) return m.problem_zone();
  return m.problem_refused({ message: capitalizeFirst(message) });
}
