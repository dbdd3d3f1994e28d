import type { FieldProblems } from "$lib/forms/endpoint/fields";
import { m } from "$lib/paraglide/messages";
import { getLocale } from "$lib/paraglide/runtime";
import type { ApiError } from "$protocol/errors";
import { formatInteger } from "./stat-text";

/** The API's problems, one sentence for each field of a form. */
export const inputProblems = (fields: ApiError["error"]["fields"] = {}): FieldProblems =>
  Object.fromEntries(
    Object.entries(fields).map(([path, message]) => [path, inputProblemText(message, path)]),
  );

/**
 * What to enter instead, as a sentence in the reader's language. The API says to programs what it
 * expected and saw; the shape of its message decides which sentence a person reads.
 */
export function inputProblemText(message: string, path = ""): string {
  for (const [shape, sentence] of SHAPES) {
    const found = shape.exec(message);
    if (found) return sentence(found.slice(1), path);
  }
  return m.problem_refused();
}

type Sentence = (groups: string[], path: string) => string;

function missingText(path: string): string {
  switch (path.split(".").at(-1)) {
    case "name":
      return m.problem_missing_name();
    case "title":
      return m.problem_missing_title();
    case "body":
      return m.problem_missing_text();
    default:
      return m.problem_missing();
  }
}

function wrongLengthText([min, max, seen = ""]: string[], path: string): string {
  if (!/^"./.test(seen) || /^"\s*"$/.test(seen)) return missingText(path);
  // What the API saw is in quotes, and cut off where it is long.
  return seen.length - 2 < Number(min)
    ? m.problem_min_characters({ min: formatInteger(Number(min)) })
    : m.problem_max_characters({ max: formatInteger(Number(max)) });
}

function wrongNumberText([from, to, seen = ""]: string[]): string {
  const bounds = { from: formatInteger(Number(from)), to: formatInteger(Number(to)) };
  return /\d\.\d/.test(seen) ? m.problem_whole_between(bounds) : m.problem_between(bounds);
}

const percent = (share = ""): number => Number((Number(share) * 100).toFixed(3));

function schemeText([schemes = ""]: string[]): string {
  const list = new Intl.ListFormat(getLocale(), { type: "disjunction" });
  return m.problem_scheme({ schemes: list.format(schemes.split(" or ")) });
}

/** The first that fits decides. Worded as in `worker/api`, which a test holds. */
const SHAPES: readonly (readonly [RegExp, Sentence])[] = [
  [/, saw nothing$|^expected a text, saw none$|^expected a title/, (_, path) => missingText(path)],
  [/^expected a value to compare with$/, () => m.problem_missing()],
  [/^expected a value, saw a masked one$/, () => m.problem_masked()],
  [/^expected the value itself/i, () => m.problem_stored_secret()],
  [/^expected a text of (\d+) to (\d+) characters, saw (.*)$/s, wrongLengthText],
  [/^expected a whole number from (\d+) to (\d+), saw (.*)$/s, wrongNumberText],
  [
    /^expected a number from ([\d.]+) to ([\d.]+)/,
    ([from, to]) => m.problem_percent_between({ from: percent(from), to: percent(to) }),
  ],
  [
    /^expected (?:a (?:text|host) of )?at most (\d+) characters/,
    ([max]) => m.problem_max_characters({ max: formatInteger(Number(max)) }),
  ],
  [/^expected at least (\d+) characters$/, ([min]) => m.problem_min_characters({ min: min ?? "" })],
  [/^expected at least 1$|^expected a code /, () => m.problem_status_codes()],
  [/^expected at least one /, () => m.problem_at_least_one()],
  [/^expected at most (\d+) days$/, ([days]) => m.problem_end_days({ days: days ?? "" })],
  [
    /^expected at most the number of regions, (\d+)/,
    ([count]) => m.problem_quorum({ count: count ?? "" }),
  ],
  [/^expected at most (\d+)/, ([max]) => m.problem_at_most({ max: formatInteger(Number(max)) })],
  [/^expected each step after/, () => m.problem_step_order()],
  [/^expected each /, () => m.problem_once()],
  [
    /^expected (?:one of|a type of|a channel of|null or one of) |^expected ["{]/,
    () => m.problem_option(),
  ],
  [/^expected existing /, () => m.problem_deleted()],
  [/^expected no circle/, () => m.problem_depends_circle()],
  [/^expected other endpoints, saw itself$/, () => m.problem_depends_self()],
  // Addresses
  [/^expected (\S+:\/\/(?: or \S+:\/\/)*), saw /, schemeText],
  [/^expected an address such as (\S+)/, ([example = ""]) => m.problem_address({ example })],
  [/^expected a port, as in (\S+)$/, ([example = ""]) => m.problem_port_missing({ example })],
  [
    /^expected a port from (\d+) to (\d+)/,
    ([from, to]) =>
      m.problem_port({ from: formatInteger(Number(from)), to: formatInteger(Number(to)) }),
  ],
  [/^expected no port/, () => m.problem_no_port()],
  [/^expected no user name or password/, () => m.problem_credentials()],
  [/^expected a name, as in (?:dns|domain):/, () => m.problem_domain_name()],
  [/^expected a resolver of /, () => m.problem_resolver()],
  [/^expected (?:an )?https:\/\//, () => m.problem_https()],
  [/^the address is private/, () => m.problem_private()],
  [/^the address is this Pharos itself/, () => m.problem_own_address()],
  [/^port 25 cannot be checked/, () => m.problem_smtp_port()],
  // Requests and assertions
  [/^expected a header's /, () => m.problem_header()],
  [/^expected no body with (\w+)$/, ([method = ""]) => m.problem_no_body({ method })],
  [/^expected JSON/, () => m.problem_json()],
  [
    /^expected less than the timeout of (\d+) ms/,
    ([limit]) => m.problem_below_timeout({ limit: formatInteger(Number(limit)) }),
  ],
  [/^expected something a \w+ check sees/, () => m.problem_source()],
  [/^expected a JSON path/, () => m.problem_json_path()],
  [/^expected the name of a header/, () => m.problem_header_name()],
  [/^expected a number with /, () => m.form_number()],
  [/^expected a regular expression/, () => m.problem_pattern()],
  [/^expected a simpler regular expression/, () => m.problem_pattern_simpler()],
  // Times
  [/^expected a time zone/, () => m.problem_zone()],
  [/^expected an instant such as/, () => m.problem_time()],
  [/^expected an? (?:instant|end) that is still to come$/, () => m.problem_expires()],
  [/^expected an instant that is not still to come$/, () => m.problem_past()],
  [/^expected an end at least a minute/, () => m.problem_end_after_start()],
  [/^expected a cron pattern/, () => m.problem_cron()],
  [/^expected a pattern that comes again/, () => m.problem_cron_never()],
  // Channels
  [/^expected an e-mail address/, () => m.problem_email_address()],
  [/^expected e-mail addresses/, () => m.problem_emails()],
  [
    /^expected a (?:\w+) such as (.+?)(?:, or null)?(?:, saw .*)?$/s,
    ([example = ""]) => m.problem_such_as({ example }),
  ],
];
