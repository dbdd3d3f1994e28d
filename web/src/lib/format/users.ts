import type { Role } from "$domain/permissions";
import type { FieldProblems } from "$lib/forms/endpoint/fields";
import { m } from "$lib/paraglide/messages";

/** What the API refuses of a form about people, in the reader's language. */
const FIELD_MESSAGES: Record<string, () => string> = {
  token: m.problem_token,
  name: m.users_name_problem,
  email: m.problem_email,
  password: m.problem_password,
  current: m.problem_current,
  code: m.login_code_wrong,
  scopes: m.problem_at_least_one,
  expiresAt: m.problem_expires,
};

export const userFormProblems = (fields: Record<string, string>): FieldProblems =>
  Object.fromEntries(
    Object.keys(fields).map((name) => [name, (FIELD_MESSAGES[name] ?? m.problem_refused)()]),
  );

export const ROLE_NAMES: Record<Role, () => string> = {
  owner: m.role_owner,
  editor: m.role_editor,
  viewer: m.role_viewer,
};
export const ROLE_HINTS: Record<Role, () => string> = {
  owner: m.role_owner_hint,
  editor: m.role_editor_hint,
  viewer: m.role_viewer_hint,
};
