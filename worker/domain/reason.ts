import { FAILURES, type Failure } from "./observation";

/** Why a verdict is not healthy: expected and seen, never the target's own words. */
export type Reason =
  | { kind: "status"; expected: string; seen: number }
  | { kind: "slow"; limitMs: number; seenMs: number }
  | { kind: "timeout"; limitMs: number }
  | { kind: Exclude<Failure, "timeout"> };

const FAILURE_TEXTS: Record<Exclude<Failure, "timeout">, string> = {
  unreachable: "could not connect",
  "name-not-resolved": "the name does not resolve",
  tls: "no secure connection (TLS)",
  "connection-lost": "the connection was lost before an answer",
  "too-many-redirects": "more than 5 redirects",
  "bad-redirect": "a redirect without a usable address",
  "address-refused": "the address may not be checked from here",
  "bad-request": "the request cannot be made as it is set up",
};

/** The reason as a sentence that people read and machines can read back: `parseReason` is its inverse. */
export function explain(reason: Reason): string {
  switch (reason.kind) {
    case "status":
      return `expected status ${reason.expected}, saw ${reason.seen}`;
    case "slow":
      return `answered in ${reason.seenMs} ms, limit ${reason.limitMs} ms`;
    case "timeout":
      return `no answer within ${reason.limitMs} ms`;
    default:
      return FAILURE_TEXTS[reason.kind];
  }
}

/** The reason behind a sentence of `explain`, so that pages can say it in another language. */
export function parseReason(text: string): Reason | null {
  const status = /^expected status (.+), saw (\d+)$/.exec(text);
  if (status) return { kind: "status", expected: status[1]!, seen: Number(status[2]) };
  const slow = /^answered in (\d+) ms, limit (\d+) ms$/.exec(text);
  if (slow) return { kind: "slow", seenMs: Number(slow[1]), limitMs: Number(slow[2]) };
  const timeout = /^no answer within (\d+) ms$/.exec(text);
  if (timeout) return { kind: "timeout", limitMs: Number(timeout[1]) };
  for (const failure of FAILURES) {
    if (failure !== "timeout" && FAILURE_TEXTS[failure] === text) return { kind: failure };
  }
  return null;
}
