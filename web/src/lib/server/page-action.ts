import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { PageView } from "$protocol/page-view";
import { parsePageForm, slugify } from "$lib/forms/page";
import { inputProblemText } from "$lib/format/input-problem";
import { loadFromApi, writeToApi } from "./api";

/** Makes a page, or changes one, and goes to where it is edited. */
export async function savePage(event: RequestEvent, id: string | null) {
  const form = await event.request.formData();
  const { values, body } = parsePageForm(form);
  const slug = values.slug || slugify(values.title);
  const path = id === null ? "/pages" : `/pages/${encodeURIComponent(id)}`;
  const before = id === null ? null : await loadFromApi<PageView>(event, path);
  const theme = {
    accent: values.accent || null,
    logo: await logoOf(form, before?.theme.logo ?? null),
  };
  const written = await writeToApi<PageView>(event, id === null ? "POST" : "PATCH", path, {
    ...body,
    slug,
    theme,
  });
  if (written.ok) redirect(303, `/pages/${written.answer.id}?saved`);
  const { status, error } = written;
  const fields: Record<string, string> = {};
  for (const [field, message] of Object.entries(error.fields ?? {})) {
    fields[field.replace("theme.", "").split(".")[0]!] ??= inputProblemText(message, field);
  }
  return fail(status, { message: error.message, fields, values });
}

/** The image that was chosen as a `data:` address; what was there where none was. */
async function logoOf(form: FormData, before: string | null): Promise<string | null> {
  if (form.has("removeLogo")) return null;
  const file = form.get("logo");
  if (!(file instanceof File) || file.size === 0) return before;
  return `data:${file.type};base64,${Buffer.from(await file.arrayBuffer()).toString("base64")}`;
}
