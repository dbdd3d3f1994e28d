import { fail, type RequestEvent } from "@sveltejs/kit";
import { writeToApi } from "./api";

type Method = "POST" | "PATCH" | "DELETE";

/** Writes for a form named `action`, and says to it what came of it. */
export async function submitForm(
  event: RequestEvent,
  action: string,
  [method, path, body]: [Method, string, unknown?],
) {
  const written = await writeToApi<unknown>(event, method, path, body);
  if (written.ok) {
    return { action, done: true, code: "", message: "", fields: NONE, answer: written.answer };
  }
  const { code, message, fields = NONE } = written.error;
  return fail(written.status, { action, done: false, code, message, fields, answer: null });
}

const NONE: Record<string, string> = {};
