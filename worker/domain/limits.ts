/**
 * How many there may be of what people and tokens create one by one, and what to do at the limit.
 * The table of all bounds is in docs/spec.md.
 */
export const OBJECT_LIMITS = {
  endpoint: { max: 10_000, of: "endpoints", then: "delete one first" },
  page: { max: 200, of: "pages", then: "delete one first" },
  channel: { max: 200, of: "channels", then: "delete one first" },
  rule: { max: 200, of: "rules", then: "delete one first" },
  maintenance: { max: 2_000, of: "maintenance windows", then: "delete one that is over" },
  incident: { max: 200, of: "incidents opened by people in 24 hours", then: "try again later" },
  token: { max: 200, of: "tokens", then: "revoke one first" },
  invitation: { max: 200, of: "open invitations and recovery links", then: "withdraw one first" },
  user: { max: 1_000, of: "people", then: "remove one first" },
  passkey: { max: 20, of: "passkeys of one person", then: "remove one first" },
} as const satisfies Record<string, { max: number; of: string; then: string }>;

export type LimitedKind = keyof typeof OBJECT_LIMITS;

/** Sessions of one person; the ones that were used longest ago end. */
export const MAX_SESSIONS_PER_USER = 100;

/** What is kept of what was done, and of what may be sent twice. */
export const RETENTION = {
  auditLog: { days: 400, rows: 40_000 },
  idempotencyKeys: { hours: 24, rows: 100_000 },
} as const;

/** Requests in a minute of one person or token; the bindings of wrangler.toml count them. */
export const REQUEST_LIMITS = {
  /** Whatever is no GET. */
  write: { max: 600, of: "changes" },
  /** What asks others, sends something or reads all there is. */
  heavy: { max: 60, of: "tests, checks and exports" },
} as const;
export type RequestKind = keyof typeof REQUEST_LIMITS;
