import { fail, type RequestEvent } from "@sveltejs/kit";
import { dateTimeText } from "$lib/format/time";
import { m } from "$lib/paraglide/messages";
import type { EditConflict } from "$protocol/errors";
import { writeToApi } from "./api";

type Method = "POST" | "PATCH" | "DELETE";

/** Writes for a form named `action`, and says to it what came of it. */
export async function submitForm(
  event: RequestEvent,
  action: string,
  [method, path, body, ifMatch]: [Method, string, unknown?, string?],
) {
  const written = await writeToApi<unknown>(event, method, path, body, ifMatch);
  if (written.ok) {
    const { answer } = written;
    return { action, done: true, code: "", message: "", fields: NONE, answer, conflict: null };
  }
  const { code, conflict, ...error } = written.error;
  const { message, fields } = conflict
    ? { message: editedText(conflict), fields: NONE }
    : { fields: NONE, ...error };
  return fail(written.status, {
    action,
    done: false,
    code,
    message,
    fields,
    answer: null,
    // Sent again, it is saved over what is said to be there now.
    conflict: conflict
      ? { path, version: `"${conflict.version}"`, current: conflict.current }
      : null,
  });
}

const editedText = ({ by, at }: EditConflict): string =>
  `${m.edited_title({ name: by ?? "Pharos", time: dateTimeText(at) })} ${m.edited_again()}`;

const NONE: Record<string, string> = {};
