import type { ApiError } from "$protocol/errors";
import type { FormProblem, ParsedEndpointForm } from "$lib/forms/endpoint/body";
import {
  hasHost,
  LIST_FIELDS,
  TEXT_FIELDS,
  type FieldProblems,
  type FormField,
} from "$lib/forms/endpoint/fields";
import { m } from "$lib/paraglide/messages";
import { storedSecretProblem } from "./channel-problem";
import { capitalizeFirst } from "./sentence";

/** What the form itself has to say about its fields. */
export function localFormProblems(problems: ParsedEndpointForm["problems"]): FieldProblems {
  return Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [
      field,
      problem && formProblemText(problem),
    ]),
  );
}

function formProblemText(problem: FormProblem): string {
  switch (problem.kind) {
    case "whole":
      return m.form_whole_number();
    case "percent":
      return m.form_percent();
    case "number":
      return m.form_number();
    case "header":
      return m.form_header_line({ line: problem.line });
  }
}

type ProblemMessage = (inputs: { message: string }) => string;

const FIELD_MESSAGES: Partial<Record<FormField, ProblemMessage>> = {
  name: m.problem_name,
  url: m.problem_url,
  host: m.problem_host,
  authType: m.problem_auth,
  username: m.problem_auth,
  password: m.problem_auth,
  token: m.problem_auth,
  intervalSeconds: m.problem_interval,
  graceSeconds: m.problem_grace,
  timeoutMs: m.problem_timeout,
  expectedStatus: m.problem_expected,
  maxRedirects: m.problem_redirects,
  degradedAfterMs: m.problem_degraded,
  failureThreshold: m.problem_threshold,
  recoveryThreshold: m.problem_threshold,
  sloTarget: m.problem_slo_target,
  sloWindowDays: m.problem_slo_window,
  retryDelaySeconds: m.problem_retry,
  regionQuorum: m.problem_quorum,
  dependsOn: m.problem_depends,
  headers: m.problem_headers,
  body: m.problem_body,
  tags: m.problem_tags,
};

const ASSERTION_MESSAGES: Record<string, ProblemMessage> = {
  property: m.problem_assertion_property,
  expected: m.problem_assertion_expected,
  comparison: m.problem_assertion_comparison,
};

const FIELDS: readonly FormField[] = [...TEXT_FIELDS, ...LIST_FIELDS];

/** What the API refuses, at the fields of the form. Paths such as `tags.0` belong to their field. */
export function apiFormProblems(
  refusal: ApiError["error"],
  { values, assertionPaths }: Pick<ParsedEndpointForm, "values" | "assertionPaths">,
): FieldProblems {
  const problems: FieldProblems = {};
  for (const [path, text] of Object.entries(refusal.fields ?? {})) {
    const [head = "", ...rest] = path.split(".");
    const message = capitalizeFirst(text);
    if (head === "assertions") {
      const at = assertionPaths[Number(rest[0])] ?? "assertions";
      const column = rest[1] ?? "expected";
      const format = ASSERTION_MESSAGES[column] ?? m.problem_other;
      problems[at.startsWith("assertions.") ? `${at}.${column}` : at] ??= format({ message });
      continue;
    }
    const field = fieldOf(head, rest[0], hasHost(values.kind));
    const format = field && (FIELD_MESSAGES[field] ?? m.problem_other);
    if (format) problems[field] ??= storedSecretProblem(text) ?? format({ message });
  }
  return problems;
}

function fieldOf(
  head: string,
  child: string | undefined,
  hasAddressParts: boolean,
): FormField | null {
  if (head === "url") return hasAddressParts ? "host" : "url";
  const name = head === "auth" ? (child ?? "authType") : head;
  return FIELDS.find((field) => field === name) ?? null;
}
