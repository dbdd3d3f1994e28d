import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { PageView } from "$protocol/page-view";
import { parseLoaded } from "$lib/forms/loaded";
import { parsePageForm, unchangedPage } from "$lib/forms/page";
import { inputProblemText } from "$lib/format/input-problem";
import { loadFromApi, writeToApi } from "./api";
import { saveChanges, type RefusedSave } from "./edit";

/** Makes a page, and goes to where it is edited. */
export async function createPage(event: RequestEvent) {
  const form = await event.request.formData();
  const { values, body } = parsePageForm(form);
  const theme = { ...body.theme, ...(await changedLogo(form)) };
  const written = await writeToApi<PageView>(event, "POST", "/pages", { ...body, theme });
  return written.ok ? goTo(written.answer.id) : failWith(written, values);
}

/** Changes one. */
export async function savePage(event: RequestEvent, id: string) {
  const form = await event.request.formData();
  const { values, body } = parsePageForm(form);
  const path = `/pages/${encodeURIComponent(id)}`;
  const chosen = await changedLogo(form);
  const written = await saveChanges<PageView>(event, path, {
    loaded: parseLoaded(form),
    body: { ...body, theme: { ...body.theme, ...chosen } },
    bodyOf: unchangedPage,
    // A logo is too large to travel with the form: it is the one of the version that is saved over.
    complete: async ({ theme, ...rest }) => {
      if (!theme) return rest;
      const { logo } = (await loadFromApi<PageView>(event, path)).theme;
      return { ...rest, theme: { ...theme, logo, ...chosen } };
    },
  });
  return written.ok ? goTo(id) : failWith(written, values);
}

const goTo = (id: string): never => redirect(303, `/pages/${id}?saved`);

function failWith(
  { status, error, loaded = null, conflict = null }: RefusedSave,
  values: ReturnType<typeof parsePageForm>["values"],
) {
  const fields: Record<string, string> = {};
  for (const [field, message] of Object.entries((!conflict && error.fields) || {})) {
    fields[field.replace("theme.", "").split(".")[0]!] ??= inputProblemText(message, field);
  }
  return fail(status, {
    message: error.message,
    fields,
    values,
    loaded,
    conflict,
  });
}

/** The image that was chosen as a `data:` address, or none where it was taken away. */
async function changedLogo(form: FormData): Promise<{ logo?: string | null }> {
  if (form.has("removeLogo")) return { logo: null };
  const file = form.get("logo");
  if (!(file instanceof File) || file.size === 0) return {};
  const data = Buffer.from(await file.arrayBuffer()).toString("base64");
  return { logo: `data:${file.type};base64,${data}` };
}
