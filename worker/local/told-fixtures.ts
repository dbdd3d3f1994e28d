import {
  declaredAlert,
  type Alert,
  type Notification,
  type DetectedAlert,
} from "../domain/notification";

const MINUTE = 60_000;
/** Ten in the evening of a Monday, UTC: the next day in Seoul. */
export const SAMPLE_AT = Date.UTC(2026, 0, 5, 22, 4);

const detectedSample = (fields: Partial<DetectedAlert> = {}): Alert => ({
  id: "shop-mk0",
  endpointId: "shop",
  endpointName: "Checkout API",
  tags: ["core"],
  dependencyIds: [],
  level: "down",
  startedAt: SAMPLE_AT - 4 * MINUTE,
  openedAt: SAMPLE_AT - 3 * MINUTE,
  failureCount: 2,
  reason: "expected status 200-299, saw 503",
  ...fields,
});
const declaredSample = declaredAlert(
  {
    id: "p1",
    title: "Card payments fail in Europe",
    severity: "critical",
    openedBy: "Mina",
    startedAt: SAMPLE_AT - 30 * MINUTE,
  },
  [
    { id: "shop", name: "Checkout API", tags: ["core"] },
    { id: "mail", name: "Mail", tags: [] },
  ],
  { openedAt: SAMPLE_AT - 30 * MINUTE, body: "Some banks refuse. We are talking to them." },
);
const titledSample = detectedSample({
  title: "A disk is full",
  severity: "critical",
  alsoAffected: [{ id: "mail", name: "Mail" }],
});
const degradedSample = detectedSample({ level: "degraded", reason: "answered in 1900 ms, limit 1000 ms" });
const longSample = detectedSample({ startedAt: SAMPLE_AT - 26 * 60 * MINUTE });

const sampleNotification = (alert: Alert, kind: "opened" | "reminder" | "escalated", additionalEndpoints = 0) =>
  [{ kind, at: SAMPLE_AT, alert, additionalEndpoints }] satisfies Notification[];
const resolvedSample = (
  alert: Alert,
  resolution: Extract<Notification, { kind: "ended" }>["resolution"],
  additionalEndpoints = 0,
) => [{ kind: "ended", at: SAMPLE_AT, alert, additionalEndpoints, resolution }] satisfies Notification[];
const acknowledgedSample = (alert: Alert, additionalEndpoints = 0) =>
  [{ kind: "acknowledged", at: SAMPLE_AT, alert, additionalEndpoints, by: "Mina" }] satisfies Notification[];
const updatedSample = (alert: Alert) =>
  [
    {
      kind: "updated",
      at: SAMPLE_AT,
      alert,
      status: "identified",
      body: "A certificate ran out.",
    },
  ] satisfies Notification[];

/** One of every kind of message, by what it tells. */
export const SAMPLE_NOTIFICATIONS: Record<string, Notification[]> = {
  down: sampleNotification(detectedSample(), "opened"),
  "down after one check": sampleNotification(detectedSample({ failureCount: 1 }), "opened"),
  "down, several": sampleNotification(detectedSample(), "opened", 2),
  degraded: sampleNotification(degradedSample, "opened"),
  "a certificate": sampleNotification(detectedSample({ reason: 'expected days left at least "14", saw 3' }), "opened"),
  "a heartbeat": sampleNotification(detectedSample({ reason: "no report within 3600 s", failureCount: 1 }), "opened"),
  "no reason known": sampleNotification(detectedSample({ reason: null }), "opened"),
  reminder: sampleNotification(longSample, "reminder"),
  "reminder, several": sampleNotification(longSample, "reminder", 2),
  escalation: sampleNotification(detectedSample(), "escalated"),
  "escalation, degraded": sampleNotification(degradedSample, "escalated"),
  acknowledged: acknowledgedSample(detectedSample()),
  "acknowledged, several": acknowledgedSample(detectedSample(), 2),
  updated: updatedSample(detectedSample()),
  grown: [
    {
      kind: "grown",
      at: SAMPLE_AT,
      alert: detectedSample(),
      additionalEndpoints: 2,
      joinedEndpoints: ["Mail", "Blog"],
      severity: null,
    },
  ],
  worse: [
    { kind: "grown", at: SAMPLE_AT, alert: declaredSample, additionalEndpoints: 0, joinedEndpoints: [], severity: "critical" },
  ],
  "over: recovered": resolvedSample(detectedSample(), "recovered"),
  "over: recovered, several": resolvedSample(detectedSample(), "recovered", 2),
  "over: degraded is well": resolvedSample(degradedSample, "recovered"),
  "over: degraded": resolvedSample(detectedSample(), "degraded"),
  "over: unknown": resolvedSample(detectedSample(), "unknown"),
  "over: paused": resolvedSample(detectedSample(), "paused"),
  "over: removed": resolvedSample(detectedSample(), "removed"),
  "over: no longer known, several": resolvedSample(detectedSample(), "unknown", 2),
  "opened by hand": sampleNotification(declaredSample, "opened"),
  "by hand, reminder": sampleNotification(declaredSample, "reminder"),
  "by hand, escalation": sampleNotification(declaredSample, "escalated"),
  "by hand, acknowledged": acknowledgedSample(declaredSample),
  "by hand, updated": updatedSample(declaredSample),
  "by hand, over": resolvedSample({ ...declaredSample, reason: "The certificate is renewed." }, "resolved"),
  "with a title, reminder": sampleNotification(titledSample, "reminder", 1),
  "with a title, over": resolvedSample(titledSample, "recovered", 1),
  "with a title, no longer watched": resolvedSample(titledSample, "paused", 1),
  "a storm": [
    ...Array.from(
      { length: 20 },
      (_, index) =>
        sampleNotification(detectedSample({ id: `e${index}`, endpointName: `Shop ${index + 1}` }), "opened")[0]!,
    ),
    ...sampleNotification(degradedSample, "opened"),
    ...sampleNotification(declaredSample, "opened"),
    ...resolvedSample(detectedSample({ id: "mail-mk0", endpointName: "Mail" }), "recovered"),
    ...acknowledgedSample(detectedSample({ id: "blog-mk0", endpointName: "Blog" })),
  ],
  test: [{ kind: "test", at: SAMPLE_AT }],
};
