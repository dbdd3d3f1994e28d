import ipaddr from "ipaddr.js";
import type { RecordType } from "./query-target";

/** RFC 1035, 3.2.2, and those of later ones. */
const TYPES: Record<RecordType, number> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  CAA: 257,
};
const INTERNET = 1;
const MAX_NAME = 254;
const MAX_JUMPS = 64;

/** An answer of RFC 1035, 4.1: to what, and which records; all names in small letters. */
export type DnsMessage = {
  id: number;
  isTruncated: boolean;
  code: number;
  question: { name: string; type: RecordType };
  /** In order; what is of another type or class, or malformed in itself, is left out. */
  records: { owner: string; type: RecordType; text: string }[];
};

/** Null where it is no whole answer to one question. Never throws, whatever it is. */
export function readDnsMessage(bytes: Uint8Array): DnsMessage | null {
  try {
    return readMessage(new Cursor(bytes, 0, bytes.length));
  } catch {
    return null;
  }
}

function readMessage(cursor: Cursor): DnsMessage | null {
  const id = cursor.number(2);
  const flags = cursor.number(2);
  const [questions, answers] = [cursor.number(2), cursor.number(2)];
  cursor.take(4);
  const isAnswer = (flags & 0x8000) !== 0 && (flags & 0x7800) === 0;
  if (!isAnswer || questions !== 1) return null;
  const name = cursor.name();
  const type = typeOf(cursor.number(2));
  if (!type || cursor.number(2) !== INTERNET) return null;
  const records = Array.from({ length: answers }, () => readRecord(cursor));
  return {
    id,
    isTruncated: (flags & 0x0200) !== 0,
    code: flags & 0x000f,
    question: { name, type },
    records: records.filter((record) => record !== null),
  };
}

function readRecord(cursor: Cursor): DnsMessage["records"][number] | null {
  const owner = cursor.name();
  const type = typeOf(cursor.number(2));
  const isOfInternet = cursor.number(2) === INTERNET;
  cursor.take(4);
  const data = cursor.slice(cursor.number(2));
  if (!type || !isOfInternet) return null;
  try {
    const text = dataText(type, data);
    return data.remaining() === 0 ? { owner, type, text } : null;
  } catch {
    return null;
  }
}

const typeOf = (code: number): RecordType | undefined =>
  Object.entries(TYPES).find(([, number]) => number === code)?.[0] as RecordType | undefined;

/** As zone files write it; names in small letters, without the last dot. */
function dataText(type: RecordType, data: Cursor): string {
  switch (type) {
    case "A":
      return ipaddr.fromByteArray([...data.take(4)]).toString();
    case "AAAA":
      return ipaddr.fromByteArray([...data.take(16)]).toString();
    case "TXT":
      return textOf(data.strings().flatMap((bytes) => [...bytes]));
    case "CAA": {
      const flags = data.number(1);
      const tag = textOf(data.take(data.number(1)));
      return `${flags} ${tag} ${JSON.stringify(textOf(data.take(data.remaining())))}`;
    }
    case "MX":
      return `${data.number(2)} ${data.name()}`;
    case "SRV":
      return `${data.number(2)} ${data.number(2)} ${data.number(2)} ${data.name()}`;
    case "SOA": {
      const names = [data.name(), data.name()];
      const numbers = Array.from({ length: 5 }, () => data.number(4));
      return [...names, ...numbers].join(" ");
    }
    default:
      return data.name();
  }
}

const textOf = (bytes: Iterable<number>): string =>
  new TextDecoder().decode(Uint8Array.from(bytes));

/** Reads on from a place, never past an end: what would is thrown as malformed. */
class Cursor {
  constructor(
    readonly bytes: Uint8Array,
    private at: number,
    private readonly end: number,
  ) {}

  remaining(): number {
    return this.end - this.at;
  }

  take(length: number): Uint8Array {
    if (length > this.remaining()) throw new RangeError("expected more bytes");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  number(size: number): number {
    return this.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  slice(length: number): Cursor {
    this.take(length);
    return new Cursor(this.bytes, this.at - length, this.at);
  }

  strings(): Uint8Array[] {
    const all: Uint8Array[] = [];
    while (this.remaining() > 0) all.push(this.take(this.number(1)));
    return all;
  }

  name(): string {
    return this.labels(MAX_NAME, MAX_JUMPS).join(".") || ".";
  }

  /** RFC 1035, 4.1.4: the rest of a name may stand further to the front. */
  private labels(length: number, jumps: number): string[] {
    const startsAt = this.at;
    const size = this.number(1);
    if (size === 0) return [];
    if (size >= 0xc0) {
      const target = (size - 0xc0) * 256 + this.number(1);
      if (target >= startsAt || jumps === 0) throw new RangeError("expected a place before this");
      return new Cursor(this.bytes, target, startsAt).labels(length, jumps - 1);
    }
    const left = length - size - 1;
    if (size > 63 || left < 0) throw new RangeError("expected a shorter name");
    const label = textOf(this.take(size)).toLowerCase().replaceAll(".", "\\.");
    return [label, ...this.labels(left, jumps)];
  }
}
