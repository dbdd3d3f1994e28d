import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { bindings, ORIGIN, OWNER_HEADERS } from "../fixtures/worker";
import product from "../../index";
import { pretty, steadily, type Steady } from "./frozen";

/** What later requests ask for by name. */
export type World = {
  /** The cookie of a signed-in browser, by role. */
  cookies: Record<"owner" | "editor" | "viewer", string>;
  /** The secret of a token, by its scope. */
  tokens: Record<string, string>;
  /** Identifiers, by what they are of. */
  ids: Record<string, string>;
};

export type Asked = {
  method: string;
  path: string;
  origin?: string;
  headers?: Record<string, string>;
  body?: string | object | undefined;
};
export type Answer = { status: number; headers: string[]; body?: unknown };
export type Entry = Record<string, unknown>;

/** Everybody of the permission matrix, as the headers by which the front door knows them. */
export function actorsOf({ cookies, tokens }: World): Record<string, Record<string, string>> {
  const user = (role: keyof World["cookies"]) => ({ cookie: cookies[role], origin: ORIGIN });
  const machine = (scope: string) => ({ authorization: `Bearer ${tokens[scope]}` });
  return {
    stranger: {},
    viewer: user("viewer"),
    editor: user("editor"),
    owner: user("owner"),
    admin: OWNER_HEADERS,
    read: machine("read"),
    "endpoints:write": machine("endpoints:write"),
    "incidents:write": machine("incidents:write"),
    "pages:write": machine("pages:write"),
    "ping:beat": machine("ping:beat"),
  };
}

/** Asks the whole product, and waits for what it does after it has answered. */
export async function ask({
  method,
  path,
  origin = ORIGIN,
  headers = {},
  body,
}: Asked): Promise<Response> {
  const context = createExecutionContext();
  const request = new Request(origin + path, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const answer = await product.fetch!(request as never, bindings, context);
  const whole = answer.webSocket
    ? answer
    : new Response(await answer.arrayBuffer().then(bodyOrNull), answer);
  await waitOnExecutionContext(context);
  return whole;
}

const bodyOrNull = (body: ArrayBuffer) => (body.byteLength === 0 ? null : body);

/** What an answer is to whoever asked, in a shape of which a change is few lines. */
export async function answerOf(response: Response, steady = steadily()): Promise<Answer> {
  const headers = [...response.headers]
    .map(([name, value]) => `${name}: ${steady.header(name, value)}`)
    .sort();
  const body = await bodyOf(response, steady);
  return { status: response.status, headers, ...(body !== undefined && { body }) };
}

async function bodyOf(response: Response, steady: Steady): Promise<unknown> {
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength === 0) return undefined;
  const type = response.headers.get("content-type") ?? "";
  if (/^(image\/(?!svg)|application\/octet)/.test(type)) return `${bytes.byteLength} bytes`;
  const text = steady.text(new TextDecoder().decode(bytes));
  if (/json/.test(type)) return jsonOr(text);
  if (/html/.test(type)) return skeletonOf(text);
  const lines = text.replace(/></g, ">\n<").split("\n");
  return lines.length === 1 ? text : lines;
}

/**
 * A page without what its build and its framework make of it: styles, the script that starts it, marks for
 * the browser, and classes. What a visitor reads, and what other programs find, stays.
 */
const skeletonOf = (html: string): string[] =>
  html
    .replace(/<!--[^>]*-->/g, "")
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, "<style></style>")
    .replace(/<script>[\s\S]*?<\/script>/g, "<script></script>")
    .replace(/ class="[^"]*"/g, "")
    .replace(/>\s*</g, ">\n<")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith('<link href="'));

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.split("\n");
  }
}

/** Those who are answered alike stand together, so that an answer is recorded once. */
export function together(answers: readonly (readonly [actor: string, answer: Answer])[]): Entry[] {
  const groups = new Map<string, { to: string[]; answer: Answer }>();
  for (const [actor, answer] of answers) {
    const key = pretty(answer);
    const known = groups.get(key);
    if (known) known.to.push(actor);
    else groups.set(key, { to: [actor], answer });
  }
  return [...groups.values()].map(({ to, answer }) => ({ to: to.join(" "), ...answer }));
}
