import { onTestFinished, vi } from "vitest";

/**
 * A world that stands still: the same requests in the same order are answered by the same bytes, whenever
 * and wherever they are asked.
 */

/**
 * A Monday at eight, far ahead of any real clock. Alarms are set by the frozen clock and go off by the
 * real one, so none goes off by itself: a test runs those it wants with `runDurableObjectAlarm`.
 */
export const NOW = Date.UTC(2096, 0, 2, 8, 0, 0);

/** The clock stands still at this instant from here on; Durable Objects read it as well. */
export const setClock = (now: number) => vi.useFakeTimers({ now, toFake: ["Date"] });

/** Freezes clock and chance until the test ends. Ask for it at its beginning. */
export function freeze(now = NOW): void {
  setClock(now);
  reseed("beginning");
  const spies = [
    vi.spyOn(crypto, "getRandomValues").mockImplementation(fill as typeof crypto.getRandomValues),
    vi.spyOn(crypto, "randomUUID").mockImplementation(uuid),
    vi.spyOn(Math, "random").mockImplementation(() => next("chance") / 2 ** 32),
    // It keeps for real seconds, in which the frozen clock does not move.
    vi.spyOn(caches.default, "match").mockResolvedValue(undefined),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
    vi.useRealTimers();
  });
}

let seed = 0;
let streams = new Map<string, number>();

/**
 * What chance says from here on follows from this name alone, whatever was asked before: one request more
 * or less changes no identifier of another.
 */
export function reseed(name: string): void {
  seed = [...name].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0)!, 0x01000193), 7);
  streams = new Map();
}

/**
 * Mulberry32. What asks for another number of bytes draws from a stream of its own, so that what happens
 * at the same time, in an order that nobody promises, does not mix.
 */
function next(stream: string): number {
  const before = streams.get(stream) ?? [...stream].reduce((sum, c) => sum + c.charCodeAt(0), seed);
  const state = (before + 0x6d2b79f5) | 0;
  streams.set(stream, state);
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

function fill<Of extends ArrayBufferView>(view: Of): Of {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let index = 0; index < bytes.length; index++) bytes[index] = next(`${bytes.length}`) >>> 24;
  return view;
}

function uuid(): `${string}-${string}-${string}-${string}-${string}` {
  const word = () => next("uuid").toString(16).padStart(8, "0");
  const [a, b, c, d] = [word(), word(), word(), word()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** What even a frozen world says differently each time, and why. Nothing else is replaced. */
const UNSTEADY: { name: string; pattern: RegExp }[] = [
  // The ports of the misbehaving server of the tests are whatever was free. Its host and paths stay.
  { name: "port", pattern: /(?<=(?:127\.0\.0\.1|localhost)(?::|%3A|\\u003A))\d{4,5}\b/g },
  { name: "port", pattern: /(?<="port": ?")\d{4,5}(?=")/g },
  // ECDSA signs with a chance of its own, inside the platform: the signature of a VAPID token.
  { name: "signature", pattern: /(?<=\bvapid t=[\w-]+\.[\w-]+\.)[\w-]+/g },
  // A build names its assets by digests of their content, and says in its policy which scripts may run.
  {
    name: "asset",
    pattern: /(?<=\/_app\/immutable\/)[\w/-]*[\w-]+(?:\.[\w-]{6,12})?(?=\.(?:js|css)\b)/g,
  },
  { name: "digest", pattern: /(?<='sha256-)[\w+/=]+(?=')/g },
];

/** Headers of which only presence and shape are recorded. */
const UNSTEADY_HEADERS: Record<string, RegExp> = {
  // A digest of the body, which stands beside it: of one with ports or assets it differs each time.
  etag: /(?<=")[^"]+(?=")/g,
  // The platform's own clock is not the frozen one.
  date: /.+/g,
  // How many bytes the names of assets take is the build's.
  "content-length": /\d+/g,
  // As are the parts of the scripts that a browser may load ahead.
  link: /<[^>]*\/_app\/immutable\/[^>]*>; rel="modulepreload"; nopush(, )?/g,
};

/**
 * Replaces what cannot be steady by placeholders, numbered by first appearance, one numbering for each
 * recording.
 */
export function steadily() {
  const numberings = new Map<string, Map<string, number>>();
  const placeholder = (name: string, value: string) => {
    const known = numberings.get(name) ?? new Map<string, number>();
    numberings.set(name, known);
    if (!known.has(value)) known.set(value, known.size + 1);
    return `{${name} ${known.get(value)!}}`;
  };
  const text = (raw: string) =>
    UNSTEADY.reduce(
      (result, { name, pattern }) => result.replace(pattern, (value) => placeholder(name, value)),
      raw,
    );
  const header = (name: string, value: string) => {
    const unsteady = UNSTEADY_HEADERS[name];
    if (name === "link") return text(value.replace(unsteady!, "")) || "{preloads}";
    return unsteady ? value.replace(unsteady, `{${name}}`) : text(value);
  };
  return { text, header };
}
export type Steady = ReturnType<typeof steadily>;

/** A recording: pretty, so that a change is the lines that changed. */
export const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const recordingOf = (name: string) => `./recorded/${name}`;
