/**
 * As much of TLS 1.2 as it takes to be shown a certificate: it comes in clear, right after the first
 * message. RFC 5246; no API of the platform hands out a peer's certificate.
 */
export type ServerFlight =
  /** Not all is there: nothing can be said before there are so many bytes. */
  | { kind: "incomplete"; wanted: number }
  | { kind: "certificate"; der: Uint8Array }
  /** RFC 5246, 7.2. */
  | { kind: "alert"; code: number }
  | { kind: "garbage" };

/** How much of an answer is read: chains of certificates are a few kilobytes. */
export const MAX_FLIGHT = 65_536;
const MAX_RECORDS = 1_000;
const MAX_RECORD = 16_384 + 2_048;

const ALERT = 21;
const HANDSHAKE = 22;
const CERTIFICATE = 11;
const GARBAGE = { kind: "garbage" } as const;

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

/** Reads what a server said so far. Never throws, whatever it is. */
export function readServerFlight(bytes: Uint8Array): ServerFlight {
  const messages: number[] = [];
  let at = 0;
  for (let records = 0; records < MAX_RECORDS; records++) {
    if (at + 5 > bytes.length) return { kind: "incomplete", wanted: at + 5 };
    const [type, major, , high, low] = bytes.subarray(at, at + 5) as unknown as Five;
    const length = high * 256 + low;
    if (major !== 3 || length === 0 || length > MAX_RECORD) return GARBAGE;
    const end = at + 5 + length;
    if (end > bytes.length) return { kind: "incomplete", wanted: end };
    if (type === ALERT) return length === 2 ? { kind: "alert", code: bytes[end - 1]! } : GARBAGE;
    if (type !== HANDSHAKE) return GARBAGE;
    for (const byte of bytes.subarray(at + 5, end)) messages.push(byte);
    const found = certificateIn(messages);
    if (found) return found;
    at = end;
  }
  return GARBAGE;
}

type Five = [number, number, number, number, number];

/** Messages and records have borders of their own: one may span several of the other. */
function certificateIn(messages: readonly number[]): ServerFlight | null {
  for (let at = 0; at + 4 <= messages.length;) {
    const end = at + 4 + uint24At(messages, at + 1);
    if (end > MAX_FLIGHT) return GARBAGE;
    if (end > messages.length) return null;
    if (messages[at] === CERTIFICATE) return leafOf(messages.slice(at + 4, end));
    at = end;
  }
  return null;
}

/** A list of certificates, the server's own first. */
function leafOf(list: readonly number[]): ServerFlight {
  if (list.length < 6) return GARBAGE;
  const length = uint24At(list, 3);
  return length > 0 && 6 + length <= list.length
    ? { kind: "certificate", der: Uint8Array.from(list.slice(6, 6 + length)) }
    : GARBAGE;
}

const uint16 = (value: number): number[] => [value >> 8, value & 0xff];
const uint24At = (bytes: readonly number[], at: number): number =>
  bytes[at]! * 65_536 + bytes[at + 1]! * 256 + bytes[at + 2]!;
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
