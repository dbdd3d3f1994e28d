import {
  episodeOfPeople,
  type Episode,
  type Notification,
  type OfEndpoint,
} from "../domain/notification";

const MINUTE = 60_000;
/** Ten in the evening of a Monday, UTC: the next day in Seoul. */
export const TOLD_AT = Date.UTC(2026, 0, 5, 22, 4);

const failed = (fields: Partial<OfEndpoint> = {}): Episode => ({
  id: "shop-mk0",
  endpointId: "shop",
  endpointName: "Checkout API",
  tags: ["core"],
  reachedThrough: [],
  severity: "down",
  startedAt: TOLD_AT - 4 * MINUTE,
  openedAt: TOLD_AT - 3 * MINUTE,
  failureCount: 2,
  reason: "expected status 200-299, saw 503",
  ...fields,
});
const written = episodeOfPeople(
  {
    id: "p1",
    title: "Card payments fail in Europe",
    severity: "critical",
    openedBy: "Mina",
    startedAt: TOLD_AT - 30 * MINUTE,
  },
  [
    { id: "shop", name: "Checkout API", tags: ["core"] },
    { id: "mail", name: "Mail", tags: [] },
  ],
  { openedAt: TOLD_AT - 30 * MINUTE, body: "Some banks refuse. We are talking to them." },
);
const titled = failed({
  title: "A disk is full",
  grade: "critical",
  also: [{ id: "mail", name: "Mail" }],
});
const slow = failed({ severity: "degraded", reason: "answered in 1900 ms, limit 1000 ms" });
const long = failed({ startedAt: TOLD_AT - 26 * 60 * MINUTE });

const told = (episode: Episode, kind: "opened" | "reminder" | "escalated", others = 0) =>
  [{ kind, at: TOLD_AT, episode, others }] satisfies Notification[];
const ended = (
  episode: Episode,
  ending: Extract<Notification, { kind: "ended" }>["ending"],
  others = 0,
) => [{ kind: "ended", at: TOLD_AT, episode, others, ending }] satisfies Notification[];
const acknowledged = (episode: Episode, others = 0) =>
  [{ kind: "acknowledged", at: TOLD_AT, episode, others, by: "Mina" }] satisfies Notification[];
const updated = (episode: Episode) =>
  [
    {
      kind: "updated",
      at: TOLD_AT,
      episode,
      status: "identified",
      body: "A certificate ran out.",
    },
  ] satisfies Notification[];

/** One of every kind of message, by what it tells. */
export const TOLD: Record<string, Notification[]> = {
  down: told(failed(), "opened"),
  "down after one check": told(failed({ failureCount: 1 }), "opened"),
  "down, several": told(failed(), "opened", 2),
  degraded: told(slow, "opened"),
  "a certificate": told(failed({ reason: 'expected days left at least "14", saw 3' }), "opened"),
  "a heartbeat": told(failed({ reason: "no report within 3600 s", failureCount: 1 }), "opened"),
  "no reason known": told(failed({ reason: null }), "opened"),
  reminder: told(long, "reminder"),
  "reminder, several": told(long, "reminder", 2),
  escalation: told(failed(), "escalated"),
  "escalation, degraded": told(slow, "escalated"),
  acknowledged: acknowledged(failed()),
  "acknowledged, several": acknowledged(failed(), 2),
  updated: updated(failed()),
  grown: [
    {
      kind: "grown",
      at: TOLD_AT,
      episode: failed(),
      others: 2,
      joined: ["Mail", "Blog"],
      grade: null,
    },
  ],
  worse: [
    { kind: "grown", at: TOLD_AT, episode: written, others: 0, joined: [], grade: "critical" },
  ],
  "over: recovered": ended(failed(), "recovered"),
  "over: recovered, several": ended(failed(), "recovered", 2),
  "over: degraded is well": ended(slow, "recovered"),
  "over: degraded": ended(failed(), "degraded"),
  "over: unknown": ended(failed(), "unknown"),
  "over: paused": ended(failed(), "paused"),
  "over: removed": ended(failed(), "removed"),
  "over: no longer known, several": ended(failed(), "unknown", 2),
  "opened by hand": told(written, "opened"),
  "by hand, reminder": told(written, "reminder"),
  "by hand, escalation": told(written, "escalated"),
  "by hand, acknowledged": acknowledged(written),
  "by hand, updated": updated(written),
  "by hand, over": ended({ ...written, reason: "The certificate is renewed." }, "resolved"),
  "with a title, reminder": told(titled, "reminder", 1),
  "with a title, over": ended(titled, "recovered", 1),
  "with a title, no longer watched": ended(titled, "paused", 1),
  "a storm": [
    ...Array.from(
      { length: 20 },
      (_, index) =>
        told(failed({ id: `e${index}`, endpointName: `Shop ${index + 1}` }), "opened")[0]!,
    ),
    ...told(slow, "opened"),
    ...told(written, "opened"),
    ...ended(failed({ id: "mail-mk0", endpointName: "Mail" }), "recovered"),
    ...acknowledged(failed({ id: "blog-mk0", endpointName: "Blog" })),
  ],
  test: [{ kind: "test", at: TOLD_AT }],
};
