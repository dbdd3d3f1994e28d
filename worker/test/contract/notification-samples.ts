import type { Notification } from "../../domain/alerts/alert";
import type { PageUpdate } from "../../domain/pages/update";
import { SAMPLE_NOTIFICATIONS, SAMPLE_AT } from "../fixtures/sample-notifications";

const MINUTE = 60_000;
const [down] = SAMPLE_NOTIFICATIONS["down"] as [Extract<Notification, { alert: unknown }>];
const [byHand] = SAMPLE_NOTIFICATIONS["by hand, updated"] as [
  Extract<Notification, { kind: "updated" }>,
];

const because = (reason: string): Notification[] => [{ ...down, alert: { ...down.alert, reason } }];
const manualUpdate = (status: string): Notification[] => [
  { ...byHand, status, body: `It is ${status}.` },
];

/** What is told to the channels of the team. */
export const TEAM_NOTIFICATIONS: Record<string, Notification[]> = {
  ...SAMPLE_NOTIFICATIONS,
  "an expired certificate": because("the certificate has expired"),
  "an expired domain": because("the domain has expired"),
  "down in some regions": because("failing from 2 of 3 regions: could not connect"),
  "by hand, investigating": manualUpdate("investigating"),
  "by hand, monitoring": manualUpdate("monitoring"),
  "by hand, resolved": manualUpdate("resolved"),
  "by hand, looked back at": manualUpdate("postmortem"),
  "over: worse": [{ kind: "ended", at: SAMPLE_AT, alert: down.alert, resolution: "worse" }],
};

const about = (id: string) => ({
  id,
  at: SAMPLE_AT,
  componentIds: ["c_shop"],
  names: ["Checkout"],
});
const incident = (status: string, fields: object = {}): PageUpdate => ({
  ...about(`incident-${status}`),
  kind: "incident",
  incidentId: "p1",
  title: "Card payments fail",
  isPart: false,
  status,
  body: "Some banks refuse.",
  ...fields,
});
const noticed = { title: null, body: null };
const component = (status: Extract<PageUpdate, { kind: "component" }>["status"]): PageUpdate => ({
  ...about(`component-${status}`),
  kind: "component",
  status,
});
const work = (act: Extract<PageUpdate, { kind: "maintenance" }>["act"]): PageUpdate => ({
  ...about(`maintenance-${act}`),
  kind: "maintenance",
  maintenanceId: "m1",
  act,
  title: "New racks",
  startsAt: SAMPLE_AT + 60 * MINUTE,
  endsAt: SAMPLE_AT + 120 * MINUTE,
});
const published = (...updates: PageUpdate[]): Notification[] => [
  { kind: "published", at: SAMPLE_AT, updates },
];

/** What is told to those who subscribed to a page. */
export const SUBSCRIBER_NOTIFICATIONS: Record<string, Notification[]> = {
  "the question": [{ kind: "confirm", at: SAMPLE_AT }],
  "an incident that was noticed": published(incident("investigating", noticed)),
  "a part that was noticed": published(incident("investigating", { ...noticed, isPart: true })),
  "its end, noticed": published(incident("resolved", noticed)),
  "an incident that was written": published(incident("investigating")),
  "an incident, identified": published(incident("identified")),
  "an incident, watched": published(incident("monitoring")),
  "an incident, resolved": published(incident("resolved")),
  "an incident, looked back at": published(incident("postmortem")),
  "a component is well": published(component("UP")),
  "a component is slow": published(component("DEGRADED")),
  "a component is down in part": published(component("PARTIAL")),
  "a component is down": published(component("DOWN")),
  "a component is worked on": published(component("MAINTENANCE")),
  "a component is not known": published(component("UNKNOWN")),
  "work, announced": published(work("announced")),
  "work, moved": published(work("changed")),
  "work, begun": published(work("started")),
  "work, over": published(work("ended")),
  "work, cancelled": published(work("cancelled")),
  "several at once": published(incident("identified"), component("DEGRADED"), work("announced")),
  "more than is spelled out": published(
    ...Array.from({ length: 12 }, (_, index) => ({
      ...component("DOWN"),
      ...about(`component-${index}`),
      names: [`Shop ${index + 1}`],
    })),
  ),
};

/** One of each kind, and of each shape that a format may make something else of. */
const EACH_KIND = [
  "down",
  "down, several",
  "degraded",
  "opened by hand",
  "reminder",
  "escalation",
  "acknowledged",
  "by hand, updated",
  "by hand, looked back at",
  "expanded",
  "worse",
  "over: recovered",
  "over: removed",
  "by hand, over",
  "with a title, over",
  "a storm",
  "test",
  "the question",
  "an incident that was noticed",
  "an incident that was written",
  "a component is slow",
  "a component is well",
  "work, announced",
  "several at once",
];

export const eachKindOf = (notifications: Record<string, Notification[]>) =>
  Object.fromEntries(
    EACH_KIND.flatMap((kind) => (notifications[kind] ? [[kind, notifications[kind]]] : [])),
  );
