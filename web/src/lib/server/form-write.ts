import { fail, type RequestEvent } from "@sveltejs/kit";
import { write } from "./api";

type Method = "POST" | "PATCH" | "DELETE";

/** Writes for a form named `what`, and says to it what came of it. */
export async function formWrite(
  event: RequestEvent,
  what: string,
  [method, path, body]: [Method, string, unknown?],
) {
  const written = await write<unknown>(event, method, path, body);
  if (written.ok) {
    return { what, done: true, code: "", message: "", fields: NONE, answer: written.answer };
  }
  const { code, message, fields = NONE } = written.refusal;
  return fail(written.status, { what, done: false, code, message, fields, answer: null });
}

const NONE: Record<string, string> = {};
