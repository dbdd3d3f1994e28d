import packet from "dns-packet";
import { readDnsMessage, type DnsMessage } from "./dns-message";
import type { Outbound } from "./outbound";
import type { DnsQuery } from "./query-target";
import { readBytes } from "./read-stream";
import { isAbortError } from "../engine/timeout";

const MEDIA_TYPE = "application/dns-message";
/** RFC 1035, 4.2.2: a message has at most so many bytes. */
const MAX_MESSAGE_BYTES = 65_535;
/** RFC 8484, 4.1: the same question is the same request. */
const QUERY_ID = 0;
/** RFC 1035, 4.1.1. */
const NOERROR = 0;
const NXDOMAIN = 3;

/** What a resolver said of a name: its records of the wanted type as texts, or that there is none. */
export type DnsAnswer = { exists: true; records: string[] } | { exists: false };

/** Asks over HTTPS, RFC 8484; null where what came is no answer to this question. */
export async function queryDoh(
  question: DnsQuery,
  outbound: Outbound,
  signal: AbortSignal,
): Promise<DnsAnswer | null> {
  const { name, type, server } = question;
  const body = packet.encode({
    type: "query",
    id: QUERY_ID,
    flags: packet.RECURSION_DESIRED,
    questions: [{ type, name }],
  });
  const headers = { "content-type": MEDIA_TYPE, accept: MEDIA_TYPE };
  const response = await outbound.fetch(server, { method: "POST", headers, body, signal });
  const media = response.headers.get("content-type")?.split(";")[0]!.trim().toLowerCase();
  if (response.status !== 200 || media !== MEDIA_TYPE) {
    await response.body?.cancel();
    return null;
  }
  try {
    const bytes = await readBytes(response.body, { maxBytes: MAX_MESSAGE_BYTES, signal });
    const message = bytes && readDnsMessage(bytes);
    return message && parseAnswer(message, question);
  } catch (problem) {
    if (isAbortError(problem)) throw problem;
    return null;
  }
}

function parseAnswer(message: DnsMessage, { name, type }: DnsQuery): DnsAnswer | null {
  const asked = name.toLowerCase();
  const { id, isTruncated, code, question } = message;
  const isOurs = id === QUERY_ID && question.name === asked && question.type === type;
  if (!isOurs || isTruncated) return null;
  if (code === NXDOMAIN) return { exists: false };
  if (code !== NOERROR) return null;
  const owners = aliasesOf(asked, message);
  const wanted = message.records.filter((one) => one.type === type && owners.has(one.owner));
  return { exists: true, records: wanted.map(({ text }) => text) };
}

/** The name, and where CNAMEs lead from there: what others own in an answer is not about it. */
function aliasesOf(name: string, { records }: DnsMessage): ReadonlySet<string> {
  const aliases = new Map(
    records.flatMap(({ owner, type, text }) => (type === "CNAME" ? [[owner, text]] : [])),
  );
  const all = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !all.has(next);) {
    all.add(next);
    next = aliases.get(next);
  }
  return all;
}
