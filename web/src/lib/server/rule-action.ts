import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import { parseRuleForm } from "$lib/forms/rule";
import { inputProblemText } from "$lib/format/input-problem";
import type { RulePreview, RuleView } from "$protocol/notifications";
import { writeToApi } from "./api";

/** Saves a rule, and goes back to the list. */
export async function saveRule(event: RequestEvent, method: "POST" | "PATCH", path: string) {
  const { values, body } = parseRuleForm(await event.request.formData());
  const written = await writeToApi<RuleView>(event, method, path, body);
  return written.ok ? redirect(303, "/rules") : failWith(written, values);
}

/** What it would have sent last week; nothing is saved. */
export async function previewRule(event: RequestEvent) {
  const { values, body } = parseRuleForm(await event.request.formData());
  const written = await writeToApi<RulePreview>(event, "POST", "/rules/preview", body);
  return written.ok ? { preview: written.answer, values } : failWith(written, values);
}

/** The names of the API are those of the form, but for what a rule is about. */
const fieldOf = (path: string): string =>
  /^match\.(hours|endpointIds|pages)/.test(path)
    ? path
    : path.replace(/^match\./, "").replace(/^tags\..*/, "tags");

const failWith = (
  { status, error }: Exclude<Awaited<ReturnType<typeof writeToApi>>, { ok: true }>,
  values: ReturnType<typeof parseRuleForm>["values"],
) =>
  fail(status, {
    message: error.message,
    fields: Object.fromEntries(
      Object.entries(error.fields ?? {}).map(([path, message]) => [
        fieldOf(path),
        inputProblemText(message, path),
      ]),
    ),
    values,
  });
