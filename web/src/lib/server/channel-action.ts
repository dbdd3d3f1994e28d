import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import { readChannel, withoutSecrets } from "$lib/channels/form";
import { wordedFields } from "$lib/words/channel-problem";
import { sentence } from "$lib/words/sentence";
import type { ChannelView } from "$protocol/notifying";
import type { ApiError } from "$protocol/errors";
import { write } from "./api";

/** Makes a channel and goes to it; what was made for it is shown there this once. */
export async function makeChannel(event: RequestEvent) {
  const { values, body } = readChannel(await event.request.formData());
  const written = await write<ChannelView>(event, "POST", "/channels", {
    ...body,
    kind: values.kind,
  });
  if (!written.ok) return refused(written, values);
  const { id, settings } = written.answer;
  const made = values.kind === "webhook" && !values.settings["secret"] ? settings["secret"] : null;
  if (made) return { made: { id, secret: made } };
  redirect(303, `/channels/${id}`);
}

export async function saveChannel(event: RequestEvent, path: string) {
  const { values, body } = readChannel(await event.request.formData());
  const written = await write<ChannelView>(event, "PATCH", path, body);
  return written.ok ? { saved: true } : refused(written, values);
}

const refused = (
  { status, refusal }: { status: number; refusal: ApiError["error"] },
  values: ReturnType<typeof readChannel>["values"],
) =>
  fail(status, {
    message: sentence(refusal.message),
    fields: wordedFields(refusal.fields),
    values: withoutSecrets(values),
  });
