import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import { CHANNEL_FIELDS, isSecret } from "$domain/alerts/channel";
import {
  channelBody,
  parseChannelForm,
  withoutSecrets,
  type ChannelValues,
} from "$lib/forms/channel";
import { parseLoaded, type EditConflictView } from "$lib/forms/loaded";
import { inputProblems } from "$lib/format/input-problem";
import type { ChannelView } from "$protocol/notifications";
import { MASKED_SECRET } from "$protocol/api";
import { writeToApi } from "./api";
import { saveChanges, type RefusedSave } from "./edit";

/** Makes a channel and goes to it; what was made for it is shown there this once. */
export async function createChannel(event: RequestEvent) {
  const { values, body } = parseChannelForm(await event.request.formData());
  const written = await writeToApi<ChannelView>(event, "POST", "/channels", {
    ...body,
    kind: values.kind,
  });
  if (!written.ok) return failWith(written, values);
  const { id } = written.answer;
  const newSecret = generatedSecret(values, written.answer);
  if (newSecret) return { created: { id, secret: newSecret } };
  redirect(303, `/channels/${id}`);
}

export async function saveChannel(event: RequestEvent, path: string) {
  const form = await event.request.formData();
  const { values, body } = parseChannelForm(form);
  const written = await saveChanges<ChannelView>(event, path, {
    loaded: parseLoaded(form),
    body,
    bodyOf: channelBody,
  });
  if (!written.ok) return failWith(written, values);
  const secret = written.answer && generatedSecret(values, written.answer);
  return { saved: written.loaded, ...(secret && { secret }) };
}

/** What was made where nothing was typed: it is shown this once. */
const generatedSecret = ({ kind, settings }: ChannelValues, saved: ChannelView): string | null =>
  kind === "webhook" && !settings["secret"] ? (saved.settings["secret"] ?? null) : null;

const failWith = (
  { status, error, loaded = null, conflict = null }: RefusedSave,
  values: ChannelValues,
) =>
  fail(status, {
    message: error.message,
    fields: conflict ? {} : inputProblems(error.fields),
    values: withoutSecrets(values),
    loaded,
    conflict: conflict && withMaskedSecrets(conflict, values.kind),
  });

/** Secrets that were typed do not go back into a page. */
const withMaskedSecrets = (
  conflict: EditConflictView,
  kind: ChannelView["kind"],
): EditConflictView => {
  const secrets = CHANNEL_FIELDS[kind].filter(isSecret).map(({ name }) => `settings.${name}`);
  const rows = conflict.rows.map((row) =>
    secrets.includes(row.field) && row.yours ? { ...row, yours: MASKED_SECRET } : row,
  );
  return { ...conflict, rows };
};
