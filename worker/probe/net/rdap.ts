import type { ProbeContext } from "../engine/types";
import { readText } from "./read-stream";

/** RFC 9224: which registry answers for which top-level domain. */
const BOOTSTRAP = "https://data.iana.org/rdap/dns.json";
const CACHE_MS = 86_400_000;
const MAX_RESPONSE_BYTES = 1_048_576;
const MAX_REDIRECTS = 4;

export type RdapRecord = { expiresAt: number | null; registrar: string | null };

type Services = [suffixes: string[], servers: string[]][];
/** The list is the same for everybody; it is asked for once a day, not once a check. */
let cachedServices: { services: Services; untilMs: number } | null = null;

/** The server for a name; null where its registry publishes nothing. */
export async function findRdapServer(name: string, context: ProbeContext): Promise<string | null> {
  const services = await loadServices(context);
  const matching = services.flatMap(([suffixes, servers]) =>
    suffixes
      .filter((suffix) => name.endsWith(`.${suffix.toLowerCase()}`))
      .map((suffix) => ({ suffix, server: servers.find((url) => url.startsWith("https:")) })),
  );
  const longest = matching.toSorted((a, b) => b.suffix.length - a.suffix.length)[0];
  return longest?.server ?? null;
}

async function loadServices(context: ProbeContext): Promise<Services> {
  if (cachedServices && cachedServices.untilMs > Date.now()) return cachedServices.services;
  const answer = await fetchFollowingRedirects(BOOTSTRAP, context);
  const services = answer?.status === 200 ? parseServices(answer.document) : null;
  if (!services) throw new Error("expected the list of registries");
  cachedServices = { services, untilMs: Date.now() + CACHE_MS };
  return services;
}

function parseServices(document: unknown): Services | null {
  const isTexts = (list: unknown) =>
    Array.isArray(list) && list.every((item) => typeof item === "string");
  const services = asArray(asRecord(document).services).filter(
    (pair): pair is Services[number] => isTexts(asArray(pair)[0]) && isTexts(asArray(pair)[1]),
  );
  return services.length > 0 ? services : null;
}

/** RFC 9082, 3.1.3; null where what came is no answer of a registry. */
export async function queryRdap(
  server: string,
  name: string,
  context: ProbeContext,
): Promise<RdapRecord | "not-registered" | null> {
  const answer = await fetchFollowingRedirects(
    `${server.replace(/\/+$/, "")}/domain/${name}`,
    context,
  );
  if (answer?.status === 404) return "not-registered";
  if (answer?.status !== 200 || answer.document === undefined) return null;
  return isAboutName(name, answer.document) ? parseRecord(answer.document) : null;
}

/** Where an answer says what it is about, it is about the name that was asked for. */
function isAboutName(name: string, document: unknown): boolean {
  const { ldhName } = asRecord(document);
  if (typeof ldhName !== "string") return true;
  return URL.parse(`http://${ldhName}`)?.hostname.replace(/\.$/, "") === name;
}

/** RFC 3339, of which some registries leave out the zone or the time. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?$/i;

function parseEventDate({ eventDate }: Record<string, unknown>): number {
  return typeof eventDate === "string" && DATE.test(eventDate) ? Date.parse(eventDate) : NaN;
}

/** RFC 9083. What is not as it should be is taken for not said. */
function parseRecord(document: unknown): RdapRecord {
  const { events, entities } = asRecord(document);
  const expiresAt = asArray(events)
    .map(asRecord)
    .filter(({ eventAction }) => eventAction === "expiration")
    .map(parseEventDate)
    .find(Number.isFinite);
  const registrar = asArray(entities)
    .map(asRecord)
    .find(({ roles }) => asArray(roles).includes("registrar"));
  return {
    expiresAt: expiresAt ?? null,
    registrar: registrar ? fullName(registrar) : null,
  };
}

/** RFC 7095: a card is a list of properties, each a list of its own. */
function fullName({ vcardArray }: Record<string, unknown>): string | null {
  const property = asArray(asArray(vcardArray)[1]).find((entry) => asArray(entry)[0] === "fn");
  const name = asArray(property)[3];
  return typeof name === "string" ? name.slice(0, 120) : null;
}

/** A registry may send elsewhere, a few times; each time past the guard. */
async function fetchFollowingRedirects(
  first: string,
  context: ProbeContext,
): Promise<{ status: number; document: unknown } | null> {
  let url = first;
  for (let hop = 0; hop < MAX_REDIRECTS; hop++) {
    const headers = { accept: "application/rdap+json, application/json" };
    const response = await context.outbound.fetch(url, { headers, signal: context.signal });
    const { status } = response;
    if (status === 200) {
      const text = await readText(response.body, {
        maxBytes: MAX_RESPONSE_BYTES,
        signal: context.signal,
      });
      return { status, document: parse(text) };
    }
    await response.body?.cancel();
    if (status < 300 || status > 399) return { status, document: undefined };
    const next = URL.parse(response.headers.get("location") ?? "", url);
    if (!next) return null;
    url = next.href;
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const asRecord = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
