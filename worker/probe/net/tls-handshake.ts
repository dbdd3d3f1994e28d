/**
 * As much of TLS 1.2 as it takes to be shown a certificate: it comes in clear, right after the first
 * message. RFC 5246; no API of the platform hands out a peer's certificate.
 */
export type ServerHandshake =
  /** Not all is there. */
  | { kind: "incomplete" }
  | { kind: "certificate"; der: Uint8Array }
  /** RFC 5246, 7.2. */
  | { kind: "alert"; code: number }
  | { kind: "garbage" };

/** How much of an answer is read: chains of certificates are a few kilobytes. */
export const MAX_HANDSHAKE_BYTES = 65_536;
const MAX_RECORDS = 1_000;
const MAX_RECORD = 16_384 + 2_048;
/** The certificate is the second one. */
const MAX_MESSAGES = 8;

const ALERT = 21;
const HANDSHAKE = 22;
const CERTIFICATE = 11;
const WARNING = 1;
const CLOSE_NOTIFY = 0;
const MALFORMED = { kind: "garbage" } as const;
const INCOMPLETE = { kind: "incomplete" } as const;

/** ECDHE and RSA with AES or ChaCha20: what a TLS 1.2 server of the last fifteen years accepts. */
const CIPHERS = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d,
  0x002f, 0x0035, 0x00ff,
];
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019];
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0203, 0x0201,
];

/** The first message, with the name that is asked for; addresses are never sent: RFC 6066, 3. */
export function clientHello(serverName: string | null, random: Uint8Array): Uint8Array {
  const extensions = [
    ...(serverName === null
      ? []
      : extension(0x0000, vector(2, [0, ...vector(2, ascii(serverName))]))),
    ...extension(0x000a, vector(2, GROUPS.flatMap(uint16))),
    ...extension(0x000b, vector(1, [0])),
    ...extension(0x000d, vector(2, SIGNATURES.flatMap(uint16))),
  ];
  const body = [
    ...[3, 3],
    ...random,
    ...vector(1, []),
    ...vector(2, CIPHERS.flatMap(uint16)),
    ...vector(1, [0]),
    ...vector(2, extensions),
  ];
  return Uint8Array.from([HANDSHAKE, 3, 1, ...vector(2, [1, ...vector(3, body)])]);
}

/** Reads what a server says, piece by piece and each byte once. Never throws, whatever it is. */
export function createHandshakeParser(): { read(chunk: Uint8Array): ServerHandshake } {
  const records = createByteQueue();
  const messages = createByteQueue();
  let recordCount = 0;
  let messageCount = 0;

  function read(chunk: Uint8Array): ServerHandshake {
    if (!records.add(chunk)) return MALFORMED;
    for (;;) {
      const head = records.peek(5);
      if (!head) return INCOMPLETE;
      const [type, major, , high = 0, low = 0] = head;
      const length = high * 256 + low;
      if (major !== 3 || length === 0 || length > MAX_RECORD) return MALFORMED;
      const record = records.take(5 + length)?.subarray(5);
      if (!record) return INCOMPLETE;
      if (++recordCount > MAX_RECORDS) return MALFORMED;
      const found =
        type === ALERT ? parseAlert(record) : type === HANDSHAKE ? readMessages(record) : MALFORMED;
      if (found) return found;
    }
  }

  /** Messages and records have borders of their own: one may span several of the other. */
  function readMessages(record: Uint8Array): ServerHandshake | null {
    messages.add(record);
    for (;;) {
      const head = messages.peek(4);
      if (!head) return null;
      const length = head[1]! * 65_536 + head[2]! * 256 + head[3]!;
      // Neither of the messages until the certificate is empty.
      if (length === 0 || length > MAX_HANDSHAKE_BYTES || messageCount === MAX_MESSAGES)
        return MALFORMED;
      const message = messages.take(4 + length);
      if (!message) return null;
      messageCount++;
      if (message[0] === CERTIFICATE) return leafCertificate(message.subarray(4));
    }
  }

  return { read };
}

/** A warning says that the server goes on, unless it is that it ends. */
function parseAlert(record: Uint8Array): ServerHandshake | null {
  const [level, code] = record;
  if (code === undefined || record.length !== 2) return MALFORMED;
  return level === WARNING && code !== CLOSE_NOTIFY ? null : { kind: "alert", code };
}

/** Bytes that come at one end and go at the other, in one place of fixed size. */
function createByteQueue() {
  const bytes = new Uint8Array(MAX_HANDSHAKE_BYTES);
  let [from, end] = [0, 0];
  const peek = (length: number): Uint8Array | null =>
    from + length <= end ? bytes.subarray(from, from + length) : null;
  return {
    peek,
    add(chunk: Uint8Array): boolean {
      if (end + chunk.length > bytes.length) return false;
      bytes.set(chunk, end);
      end += chunk.length;
      return true;
    },
    take(length: number): Uint8Array | null {
      const chunk = peek(length);
      if (chunk) from += length;
      return chunk;
    },
  };
}

/** A list of certificates, the server's own first. */
function leafCertificate(list: Uint8Array): ServerHandshake {
  if (list.length < 6) return MALFORMED;
  const length = list[3]! * 65_536 + list[4]! * 256 + list[5]!;
  return length > 0 && 6 + length <= list.length
    ? { kind: "certificate", der: list.slice(6, 6 + length) }
    : MALFORMED;
}

const uint16 = (value: number): number[] => [value >> 8, value & 0xff];
const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];

/** Bytes after their own length, which takes so many bytes. */
const vector = (size: 1 | 2 | 3, bytes: readonly number[]): number[] => [
  ...[16, 8, 0].slice(3 - size).map((shift) => (bytes.length >> shift) & 0xff),
  ...bytes,
];
const extension = (type: number, data: readonly number[]): number[] => [
  ...uint16(type),
  ...vector(2, data),
];
