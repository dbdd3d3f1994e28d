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
import { inputProblemText } from "./input-problem";

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

const FIELDS: readonly FormField[] = [...TEXT_FIELDS, ...LIST_FIELDS];

/** What the API refuses, at the fields of the form. Paths such as `tags.0` belong to their field. */
export function apiFormProblems(
  refusal: ApiError["error"],
  { values, assertionPaths }: Pick<ParsedEndpointForm, "values" | "assertionPaths">,
): FieldProblems {
  const problems: FieldProblems = {};
  for (const [path, text] of Object.entries(refusal.fields ?? {})) {
    const [head = "", ...rest] = path.split(".");
    if (head === "assertions") {
      const at = assertionPaths[Number(rest[0])] ?? "assertions";
      const column = rest[1] ?? "expected";
      problems[at.startsWith("assertions.") ? `${at}.${column}` : at] ??= inputProblemText(
        text,
        path,
      );
      continue;
    }
    const field = fieldOf(head, rest[0], hasHost(values.kind));
    if (field) problems[field] ??= inputProblemText(text, path);
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
