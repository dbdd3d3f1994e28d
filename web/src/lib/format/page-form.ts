import type { ComponentStatus, Visibility } from "$domain/pages/page";
import { m } from "$lib/paraglide/messages";
import { publicStatusLabel } from "./public-page";

const VISIBILITY_LABELS = {
  public: m.pages_visibility_public,
  password: m.pages_visibility_password,
  members: m.pages_visibility_team,
} satisfies Record<Visibility, () => string>;

export const visibilityLabel = (visibility: Visibility): string => VISIBILITY_LABELS[visibility]();

/** What a component says: its endpoints, or a person. */
export const componentSourceLabel = (status: ComponentStatus | ""): string =>
  status === ""
    ? m.pages_status_automatic()
    : m.pages_status_manual({ status: publicStatusLabel(status) });

const FIELD_MESSAGES: Record<string, () => string> = {
  title: m.pages_problem_title,
  slug: m.pages_problem_slug,
  domain: m.pages_problem_domain,
  password: m.pages_problem_password,
  accent: m.pages_problem_accent,
  logo: m.pages_problem_logo,
  groups: m.pages_problem_groups,
};

/** Problems by field, in the words of this form where it has its own. */
export const pageFormProblems = (
  fields: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, message]) => [field, FIELD_MESSAGES[field]?.() ?? message]),
  );
