import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import { parseChannelForm, withoutSecrets } from "$lib/forms/channel";
import { inputProblems } from "$lib/format/input-problem";
import type { ChannelView } from "$protocol/notifications";
import type { ApiError } from "$protocol/errors";
import { writeToApi } from "./api";

/** Makes a channel and goes to it; what was made for it is shown there this once. */
export async function createChannel(event: RequestEvent) {
  const { values, body } = parseChannelForm(await event.request.formData());
  const written = await writeToApi<ChannelView>(event, "POST", "/channels", {
    ...body,
    kind: values.kind,
  });
  if (!written.ok) return failWith(written, values);
  const { id, settings } = written.answer;
  const newSecret =
    values.kind === "webhook" && !values.settings["secret"] ? settings["secret"] : null;
  if (newSecret) return { created: { id, secret: newSecret } };
  redirect(303, `/channels/${id}`);
}

export async function saveChannel(event: RequestEvent, path: string) {
  const { values, body } = parseChannelForm(await event.request.formData());
  const written = await writeToApi<ChannelView>(event, "PATCH", path, body);
  return written.ok ? { saved: true } : failWith(written, values);
}

const failWith = (
  { status, error }: { status: number; error: ApiError["error"] },
  values: ReturnType<typeof parseChannelForm>["values"],
) =>
  fail(status, {
    message: error.message,
    fields: inputProblems(error.fields),
    values: withoutSecrets(values),
  });
