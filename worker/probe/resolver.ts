import packet from "dns-packet";
import type { Outbound } from "./outbound";
import type { DnsQuestion, RecordType } from "./question";
import { readBytes } from "./reading";
import { isAbort } from "./within";

/** RFC 1035, 4.2.2: a message has at most so many bytes. */
const MAX_MESSAGE = 65_535;

/** What a resolver said: its response code, and the records of the wanted type as texts. */
export type DnsAnswer = { code: string; records: string[] };

/** Asks over HTTPS, RFC 8484; null where what came is no answer. */
export async function askResolver(
  { name, type, server }: DnsQuestion,
  outbound: Outbound,
  signal: AbortSignal,
): Promise<DnsAnswer | null> {
  const query = packet.encode({
    type: "query",
    id: 0,
    flags: packet.RECURSION_DESIRED,
    questions: [{ type, name }],
  });
  const media = "application/dns-message";
  const headers = { "content-type": media, accept: media };
  const response = await outbound.fetch(server, { method: "POST", headers, body: query, signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    return null;
  }
  try {
    const bytes = await readBytes(response.body, { max: MAX_MESSAGE, signal });
    return bytes && decode(bytes, type);
  } catch (problem) {
    if (isAbort(problem)) throw problem;
    return null;
  }
}

function decode(bytes: Uint8Array, type: RecordType): DnsAnswer | null {
  try {
    const { answers = [], ...message } = packet.decode(Buffer.from(bytes));
    // The types leave out what the decoder adds.
    const { rcode: code } = message as unknown as { rcode: string };
    if (message.type !== "response") return null;
    const wanted = answers.flatMap((answer) => (answer.type === type ? [answer.data] : []));
    return { code, records: wanted.map((data) => recordText(type, data)) };
  } catch {
    return null;
  }
}

/** As zone files write it; names in small letters, without the last dot. */
function recordText(type: RecordType, data: unknown): string {
  const of = data as Record<string, string | number>;
  switch (type) {
    case "TXT":
      return [data]
        .flat()
        .map((part) => String(part))
        .join("");
    case "CAA":
      return `${of.flags} ${of.tag} ${JSON.stringify(of.value)}`;
    case "MX":
      return `${of.preference} ${nameText(of.exchange)}`;
    case "SRV":
      return `${of.priority} ${of.weight} ${of.port} ${nameText(of.target)}`;
    case "SOA":
      return [
        nameText(of.mname),
        nameText(of.rname),
        ...[of.serial, of.refresh, of.retry, of.expire, of.minimum],
      ].join(" ");
    default:
      return nameText(data);
  }
}

const nameText = (name: unknown): string =>
  String(name)
    .toLowerCase()
    .replace(/(.)\.$/, "$1");
