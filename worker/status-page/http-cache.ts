import { cached } from "./memory-cache";

/** An answer that is the same for everybody, and how long it may be kept by whoever stands between. */
export type CachedResponse = {
  status: number;
  headers: [name: string, value: string][];
  body: Uint8Array;
  etag: string;
};

export type Rendered = {
  body: string | Uint8Array;
  type: string;
  status?: number;
  headers?: Record<string, string>;
  /** Seconds; 1 where nothing else is said. */
  maxAge?: number;
};

/** Where kept answers lie in the platform's cache; nobody can ask for such an address. */
const CACHE_ORIGIN = "https://cache.pharos.invalid";

type CacheOptions = { key: string; waitUntil(work: Promise<unknown>): void };

/**
 * Answers from memory, else from the platform's cache, else made anew: with an ETag, and 304 to
 * whoever has it already.
 */
export async function respondCached(
  request: Request,
  { key, waitUntil }: CacheOptions,
  make: () => Promise<Rendered>,
): Promise<Response> {
  const answer = await cached(`answer ${key}`, () => loadResponse(key, waitUntil, make));
  return respond(request, answer);
}

/** What depends on who asks: made anew each time, and kept by nobody. */
export async function respondPrivate(request: Request, rendered: Rendered): Promise<Response> {
  const answer = await toCachedResponse(rendered);
  const headers = answer.headers.filter(([name]) => !["cache-control", "vary"].includes(name));
  headers.push(["cache-control", "private, no-store"]);
  return respond(request, { ...answer, headers });
}

async function loadResponse(
  key: string,
  afterwards: CacheOptions["waitUntil"],
  make: () => Promise<Rendered>,
): Promise<CachedResponse> {
  const address = new Request(`${CACHE_ORIGIN}/${encodeURIComponent(key)}`);
  const known = await caches.default.match(address);
  if (known) return readCachedResponse(known);
  const answer = await toCachedResponse(await make());
  if (answer.status === 200) afterwards(caches.default.put(address, toResponse(answer)));
  return answer;
}

async function toCachedResponse(rendered: Rendered): Promise<CachedResponse> {
  const { type, status = 200, headers = {}, maxAge = 1 } = rendered;
  const body =
    typeof rendered.body === "string" ? new TextEncoder().encode(rendered.body) : rendered.body;
  const digest = await crypto.subtle.digest("SHA-256", body);
  const etag = `"${Buffer.from(digest).toString("base64url").slice(0, 22)}"`;
  return {
    status,
    etag,
    body,
    headers: Object.entries({
      "content-type": type,
      "cache-control":
        status === 200
          ? `public, max-age=${maxAge === 1 ? 0 : maxAge}, s-maxage=${maxAge}`
          : "no-store",
      "x-content-type-options": "nosniff",
      etag,
      ...headers,
    }),
  };
}

async function readCachedResponse(response: Response): Promise<CachedResponse> {
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !PLATFORM_HEADERS.test(name)),
    body: new Uint8Array(await response.arrayBuffer()),
    etag: response.headers.get("etag") ?? "",
  };
}

const PLATFORM_HEADERS = /^(cf-|age$|date$|content-length$|server$)/;

function respond(request: Request, answer: CachedResponse): Response {
  const asked = request.headers.get("if-none-match");
  if (asked && answer.status === 200 && matchesEtag(asked, answer.etag)) {
    const headers = answer.headers.filter(([name]) => name !== "content-type");
    return new Response(null, { status: 304, headers });
  }
  return toResponse(answer, request.method === "HEAD");
}

const toResponse = ({ status, headers, body }: CachedResponse, isHead = false): Response =>
  new Response(isHead ? null : body, { status, headers });

const matchesEtag = (asked: string, etag: string): boolean =>
  asked.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, "")));
