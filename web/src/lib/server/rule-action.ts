import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import { readRule } from "$lib/rules/form";
import { worded } from "$lib/words/channel-problem";
import { sentence } from "$lib/words/sentence";
import type { RulePreview, RuleView } from "$protocol/notifying";
import { write } from "./api";

/** Saves a rule, and goes back to the list. */
export async function saveRule(event: RequestEvent, method: "POST" | "PATCH", path: string) {
  const { values, body } = readRule(await event.request.formData());
  const written = await write<RuleView>(event, method, path, body);
  return written.ok ? redirect(303, "/rules") : refused(written, values);
}

/** What it would have sent last week; nothing is saved. */
export async function previewRule(event: RequestEvent) {
  const { values, body } = readRule(await event.request.formData());
  const written = await write<RulePreview>(event, "POST", "/rules/preview", body);
  return written.ok ? { preview: written.answer, values } : refused(written, values);
}

/** The names of the API are those of the form, but for what a rule is about. */
const fieldOf = (path: string): string =>
  /^match\.(hours|endpointIds|pages)/.test(path)
    ? path
    : path.replace(/^match\./, "").replace(/^tags\..*/, "tags");

const refused = (
  { status, refusal }: Exclude<Awaited<ReturnType<typeof write>>, { ok: true }>,
  values: ReturnType<typeof readRule>["values"],
) =>
  fail(status, {
    message: sentence(refusal.message),
    fields: Object.fromEntries(
      Object.entries(refusal.fields ?? {}).map(([path, message]) => [
        fieldOf(path),
        worded(message),
      ]),
    ),
    values,
  });
