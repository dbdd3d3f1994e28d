import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import { parseLoaded } from "$lib/forms/loaded";
import { parseRuleForm, ruleBody } from "$lib/forms/rule";
import { inputProblemText } from "$lib/format/input-problem";
import type { RulePreview, RuleView } from "$protocol/notifications";
import { writeToApi } from "./api";
import { saveChanges, type RefusedSave } from "./edit";

/** Makes a rule, and goes back to the list. */
export async function createRule(event: RequestEvent) {
  const { values, body } = parseRuleForm(await event.request.formData());
  const written = await writeToApi<RuleView>(event, "POST", "/rules", body);
  return written.ok ? redirect(303, "/rules") : failWith(written, values);
}

/** Changes one, and goes back to the list. */
export async function saveRule(event: RequestEvent, path: string) {
  const form = await event.request.formData();
  const { values, body } = parseRuleForm(form);
  const written = await saveChanges<RuleView>(event, path, {
    loaded: parseLoaded(form),
    body,
    bodyOf: ruleBody,
  });
  return written.ok ? redirect(303, "/rules") : failWith(written, values);
}

/** What it would have sent last week; nothing is saved. */
export async function previewRule(event: RequestEvent) {
  const form = await event.request.formData();
  const { values, body } = parseRuleForm(form);
  const loaded = parseLoaded(form);
  const written = await writeToApi<RulePreview>(event, "POST", "/rules/preview", body);
  return written.ok
    ? { preview: written.answer, values, loaded }
    : failWith({ ...written, loaded }, values);
}

/** The names of the API are those of the form, but for what a rule is about. */
const fieldOf = (path: string): string =>
  /^match\.(hours|endpointIds|pages)/.test(path)
    ? path
    : path.replace(/^match\./, "").replace(/^tags\..*/, "tags");

const failWith = (
  { status, error, loaded = null, conflict = null }: RefusedSave,
  values: ReturnType<typeof parseRuleForm>["values"],
) =>
  fail(status, {
    message: error.message,
    fields: Object.fromEntries(
      Object.entries((!conflict && error.fields) || {}).map(([path, message]) => [
        fieldOf(path),
        inputProblemText(message, path),
      ]),
    ),
    values,
    loaded,
    conflict,
  });
