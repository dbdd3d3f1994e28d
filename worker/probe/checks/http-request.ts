import type { Credentials, BodyType, HttpMethod } from "../../domain/checks/endpoint";
import type { Task } from "../../ports/probing";

export type HttpRequest = {
  url: string;
  method: HttpMethod;
  headers: Record<string, string>;
  body: string | null;
};

const USER_AGENT = "Pharos/1 (uptime monitor)";
/** Of a redirect, in characters: what is far longer breaks the runtime, not the connection. */
const MAX_LOCATION_LENGTH = 16_384;
const CONTENT_TYPES: Record<BodyType, string | null> = {
  raw: null,
  json: "application/json",
  form: "application/x-www-form-urlencoded",
};

export const firstRequest = (task: Task): HttpRequest => ({
  url: task.url,
  method: task.method,
  headers: withDefaults(task.headers, defaultHeaders(task)),
  body: task.body,
});

/** Where a redirect leads; null where that is no address. RFC 9110, 15.4, as browsers do it. */
export function redirectRequest(
  task: Task,
  { url, method, headers, body }: HttpRequest,
  response: Response,
): HttpRequest | null {
  const location = response.headers.get("location");
  const isShort = location !== null && location.length <= MAX_LOCATION_LENGTH;
  const next = isShort ? URL.parse(location, url) : null;
  if (!next) return null;
  const { status } = response;
  // Across origins nothing is passed on of what the endpoint's headers and its body say.
  const isSameOrigin = next.origin === new URL(url).origin;
  const nextHeaders = isSameOrigin ? headers : defaultHeaders({ ...task, body: null, auth: null });
  return status === 303 || (status < 303 && method === "POST")
    ? {
        url: next.href,
        method: method === "HEAD" ? "HEAD" : "GET",
        headers: nextHeaders,
        body: null,
      }
    : { url: next.href, method, headers: nextHeaders, body: isSameOrigin ? body : null };
}

/** What is said where the endpoint's own headers say nothing. */
function defaultHeaders({ body, bodyType, auth }: Pick<Task, "body" | "bodyType" | "auth">) {
  const type = body === null ? null : CONTENT_TYPES[bodyType];
  return {
    "user-agent": USER_AGENT,
    ...(type && { "content-type": type }),
    ...(auth && { authorization: authorization(auth) }),
  };
}

function withDefaults(headers: Record<string, string>, defaults: Record<string, string>) {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const missing = Object.entries(defaults).filter(([name]) => !names.has(name));
  return { ...headers, ...Object.fromEntries(missing) };
}

/** RFC 7617, in UTF-8, and RFC 6750. */
function authorization(auth: Credentials): string {
  if (auth.type === "bearer") return `Bearer ${auth.token}`;
  const bytes = new TextEncoder().encode(`${auth.username}:${auth.password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
