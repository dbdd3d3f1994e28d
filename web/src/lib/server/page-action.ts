import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { PageView } from "$protocol/page-view";
import { readPage, slugOf } from "$lib/pages/form";
import { sentence } from "$lib/words/sentence";
import { read, write } from "./api";

/** Makes a page, or changes one, and goes to where it is edited. */
export async function savePage(event: RequestEvent, id: string | null) {
  const form = await event.request.formData();
  const { values, body } = readPage(form);
  const slug = values.slug || slugOf(values.title);
  const path = id === null ? "/pages" : `/pages/${encodeURIComponent(id)}`;
  const before = id === null ? null : await read<PageView>(event, path);
  const theme = {
    accent: values.accent || null,
    logo: await logoOf(form, before?.theme.logo ?? null),
  };
  const written = await write<PageView>(event, id === null ? "POST" : "PATCH", path, {
    ...body,
    slug,
    theme,
  });
  if (written.ok) redirect(303, `/pages/${written.answer.id}?saved`);
  const { status, refusal } = written;
  const fields: Record<string, string> = {};
  for (const [field, message] of Object.entries(refusal.fields ?? {})) {
    fields[field.replace("theme.", "").split(".")[0]!] ??= sentence(message);
  }
  return fail(status, { message: sentence(refusal.message), fields, values });
}

/** The image that was chosen as a `data:` address; what was there where none was. */
async function logoOf(form: FormData, before: string | null): Promise<string | null> {
  if (form.has("removeLogo")) return null;
  const file = form.get("logo");
  if (!(file instanceof File) || file.size === 0) return before;
  return `data:${file.type};base64,${Buffer.from(await file.arrayBuffer()).toString("base64")}`;
}
