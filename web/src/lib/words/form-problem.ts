import type { ApiError } from "$protocol/api";
import type { FormField, FormProblem, ReadForm } from "$lib/endpoint-form";
import { FORM_FIELDS } from "$lib/endpoint-form";
import { m } from "$lib/paraglide/messages";
import { sentence } from "./sentence";

export type FieldProblems = Partial<Record<FormField, string>>;

/** What the form itself has to say about its fields. */
export function ownProblems(problems: ReadForm["problems"]): FieldProblems {
  return Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [field, problemWords(problem)]),
  );
}

const problemWords = (problem: FormProblem): string =>
  problem.kind === "number" ? m.form_whole_number() : m.form_header_line({ line: problem.line });

const FIELD_WORDS = {
  name: m.problem_name,
  url: m.problem_url,
  method: m.problem_other,
  intervalSeconds: m.problem_interval,
  timeoutMs: m.problem_timeout,
  expectedStatus: m.problem_expected,
  degradedAfterMs: m.problem_degraded,
  failureThreshold: m.problem_threshold,
  recoveryThreshold: m.problem_threshold,
  headers: m.problem_headers,
  body: m.problem_body,
  tags: m.problem_tags,
} satisfies Record<FormField, (inputs: { message: string }) => string>;

/** What the API refuses, at the fields of the form. Paths such as `tags.0` belong to their field. */
export function refusedProblems(refusal: ApiError["error"]): FieldProblems {
  const problems: FieldProblems = {};
  for (const [path, message] of Object.entries(refusal.fields ?? {})) {
    const field = FORM_FIELDS.find((name) => name === path.split(".")[0]);
    if (field) problems[field] ??= FIELD_WORDS[field]({ message: sentence(message) });
  }
  return problems;
}
