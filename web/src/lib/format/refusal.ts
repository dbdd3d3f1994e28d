import { ROLES, type Role } from "$domain/permissions";
import { m } from "$lib/paraglide/messages";
import type { ApiError } from "$protocol/errors";
import { inputProblemText } from "./input-problem";
import { capitalizeFirst } from "./sentence";
import { ROLE_NAMES } from "./users";

/**
 * Why the API refused a request as a whole, as a sentence in the reader's language. What is wrong
 * with the server itself stays as the API says it: only an operator can act on it.
 */
export function refusalText({ code, message }: ApiError["error"]): string {
  if (code === "unavailable" || code === "internal") return capitalizeFirst(message);
  for (const [shape, sentence] of SHAPES) {
    const found = shape.exec(message);
    if (found) return sentence(found[1] ?? "");
  }
  // A problem of one field, as `title: expected ...`.
  const [, path, problem] = /^([\w.:-]+): (.*)$/s.exec(message) ?? [];
  if (path !== undefined && problem !== undefined) return inputProblemText(problem, path);
  return /^expected /.test(message) ? m.refused_other() : capitalizeFirst(message);
}

function roleText(name: string): string {
  const role: Role | undefined = ROLES.find((one) => one === name);
  return role ? m.refused_role({ role: ROLE_NAMES[role]() }) : m.refused_other();
}

const SHAPES: readonly (readonly [RegExp, (group: string) => string])[] = [
  [/^expected (?:a person with )?the role (\w+)/, roleText],
  [/^expected a person, saw /, () => m.refused_person()],
  [/^expected fewer attempts/, () => m.login_rate_limited()],
  [/^expected another owner to be left/, () => m.refused_last_owner()],
  [/^expected nobody to be here yet/, () => m.refused_set_up()],
  [/^expected an open invitation/, () => m.invite_expired()],
  [/^expected no second factor yet/, () => m.refused_two_factor_on()],
  [/^expected a new passkey/, () => m.passkey_failed()],
  [/^expected an existing /, () => m.refused_deleted()],
  [/^expected a running endpoint/, () => m.refused_paused()],
  [/^expected a heartbeat that has reported/, () => m.refused_no_ping()],
  [/^expected an enabled channel/, () => m.refused_channel_off()],
  [/^expected nobody on it yet, saw (.*) since \S+$/s, (by) => m.refused_acknowledged({ by })],
  [/^expected (?:version|the incidents as they were)/, () => m.incident_conflict()],
  [/^expected an open incident, saw /, () => m.refused_closed()],
  [/^expected resolved or postmortem/, () => m.refused_reopen()],
  [/^expected an incident that is resolved first/, () => m.refused_postmortem()],
  [/^expected all of it to be up .*, saw (.*) down$/s, (names) => m.refused_still_down({ names })],
  [/^expected an incident that is part of another/, () => m.refused_unmerge()],
  [
    /^expected (?:another incident|one by itself|an incident that checks opened|two open incidents)/,
    () => m.refused_merge(),
  ],
];
