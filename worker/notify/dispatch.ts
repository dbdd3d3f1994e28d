import type { Instant } from "../domain/instant";
import {
  planNotifications,
  notifiedChannels,
  type PlannedNotification,
} from "../domain/alerts/planner";
import {
  alertEndpointIds,
  severityOf,
  alertName,
  type AlertEvent,
  type Notification,
} from "../domain/alerts/alert";
import {
  groupResolution,
  groupByIncident,
  mergeAcknowledgements,
  mergeNotificationStates,
  INITIAL_NOTIFICATION_STATE,
  summarizeGroup,
  type IncidentAlerts,
  type ActiveAlert,
  type AlertGroup,
} from "../domain/alerts/group";
import { applyOverrides } from "../domain/incidents/overrides";
import type { DispatchDeps, NewDelivery, OutboxEvent } from "../ports/notifications";
import { silencesOf } from "./silences";

/** How much of the outbox one round takes in. */
const MAX_EVENTS_PER_RUN = 1_000;

/**
 * From the outbox to the queues: takes in what is new, asks the rules, and stores who is to hear
 * what, all in one batch. Answers when to do it again, if nothing happens before.
 */
export async function dispatchNotifications(
  ports: DispatchDeps,
  at: Instant,
): Promise<Instant | null> {
  const [events, alerts] = await Promise.all([ports.outbox(MAX_EVENTS_PER_RUN), ports.alerts()]);
  const nextAt = await plan(ports, { events, alerts }, at);
  await ports.wakeChannels();
  await ports.expire(at);
  // More than one round takes in has come.
  return events.length === MAX_EVENTS_PER_RUN ? at : nextAt;
}

type DispatchInput = { events: OutboxEvent[]; alerts: Map<string, ActiveAlert> };

async function plan(
  ports: DispatchDeps,
  { events, alerts }: DispatchInput,
  at: Instant,
): Promise<Instant | null> {
  const before = new Map([...alerts].map(([id, one]) => [id, JSON.stringify(one)]));
  for (const { payload } of events) addAlert(alerts, payload);
  const asked = events.flatMap(({ payload }) => (payload.kind === "opened" ? [] : payload.alertId));
  const ids = [...new Set([...alerts.keys(), ...asked])];
  const [parentIds, overrides, rules, channelIds, maintenances, subscriberUpdates] =
    await Promise.all([
      ports.parentIncidents(ids),
      ports.incidentOverrides(ids),
      ports.rules(),
      ports.channelIds(),
      ports.maintenances(at),
      ports.subscriberUpdates(at),
    ]);
  const groups = groupByIncident(alerts.values(), parentIds);
  for (const group of groups.values()) {
    const seen = applyOverrides(group, overrides.get(group.id));
    for (const [index, member] of group.members.entries()) member.alert = seen[index]!;
  }
  const endpointIds = [...alerts.values()].flatMap(({ alert }) => alertEndpointIds(alert));
  const pages = await ports.pageIds([...new Set(endpointIds)]);
  const groupOf = ({ alertId }: { alertId: string }) =>
    groups.get(
      parentIds.get(alertId) ?? alerts.get(alertId)?.notificationState.parentId ?? alertId,
    );
  const deliveries = [
    ...events
      .flatMap(({ payload }) =>
        payload.kind === "opened" ? [] : applyEvent(groupOf(payload), payload),
      )
      .filter(({ channelId }) => channelIds.includes(channelId)),
    ...subscriberUpdates.flatMap((bulletin) => bulletin.deliveries),
  ];
  const changed: ActiveAlert[] = [];
  const settled: string[] = [];
  let nextAt: Instant | null = null;
  for (const group of groups.values()) {
    const alertGroup: AlertGroup = {
      ...mergeAlerts(group),
      members: group.members.map((one) => ({
        ...one,
        pageIds: [...new Set(alertEndpointIds(one.alert).flatMap((id) => pages.get(id) ?? []))],
        silences: silencesOf(one, alerts, maintenances),
        notifiedChannelIds: Object.keys(one.notificationState.notifiedChannels),
      })),
    };
    const notificationPlan = planNotifications(alertGroup, { rules, channelIds }, at);
    deliveries.push(
      ...notificationPlan.notifications.map((notice) => toDelivery(notice, alertGroup)),
    );
    if (notificationPlan.nextAt !== null)
      nextAt = Math.min(notificationPlan.nextAt, nextAt ?? Infinity);
    for (const member of group.members) {
      const { id } = member.alert;
      const notificationState = {
        ...notificationPlan.notificationState,
        notifiedChannels: notifiedChannels(notificationPlan, id),
        ...(id !== group.id && { parentId: group.id }),
      };
      // Separated from the others it is as taken on as they were.
      const now = { ...member, acknowledgedAt: alertGroup.acknowledgedAt, notificationState };
      if (notificationPlan.isSettled) settled.push(id);
      else if (JSON.stringify(now) !== before.get(id)) changed.push(now);
    }
  }
  deliveries.sort((one, other) => one.payload.at - other.payload.at);
  const lastEventNumber = events.at(-1)?.number ?? 0;
  await ports.store({ lastEventNumber, changed, settled, deliveries, subscriberUpdates, at });
  return nextAt;
}

const mergeAlerts = ({ id, members }: IncidentAlerts) => ({
  id,
  members,
  acknowledgedAt: mergeAcknowledgements(members),
  notificationState: mergeNotificationStates(members),
});

function addAlert(alerts: Map<string, ActiveAlert>, news: AlertEvent): void {
  if (news.kind !== "opened" || alerts.has(news.alert.id)) return;
  alerts.set(news.alert.id, {
    alert: news.alert,
    endedAt: null,
    resolution: null,
    acknowledgedAt: null,
    notificationState: INITIAL_NOTIFICATION_STATE,
  });
}

/** What is new of an incident, noted with it; what is to be said at once to those who know of it. */
function applyEvent(
  group: IncidentAlerts | undefined,
  news: Exclude<AlertEvent, { kind: "opened" }>,
): NewDelivery[] {
  if (!group) return [];
  const { at } = news;
  switch (news.kind) {
    case "ended": {
      const alert = group.members.find(({ alert }) => alert.id === news.alertId);
      if (!alert || alert.endedAt !== null) return [];
      alert.endedAt = at;
      alert.resolution = news.resolution;
      updateReason(alert, news.body);
      return [];
    }
    case "changed":
      // As it stands now it was read with the incident.
      return [];
    case "acknowledged": {
      if (mergeAcknowledgements(group.members) !== null) return [];
      for (const alert of group.members) alert.acknowledgedAt = at;
      return notifyAll(group, { kind: "acknowledged", at, by: news.by });
    }
    case "unacknowledged": {
      if (mergeAcknowledgements(group.members) === null) return [];
      for (const alert of group.members) {
        alert.acknowledgedAt = null;
        // This is the reminder: the next one is counted from here.
        for (const rule of Object.values(alert.notificationState.rules)) rule.remindedAt = at;
      }
      // Who was told that somebody is on it would wait for them otherwise.
      return groupResolution(group.members) === null
        ? notifyAll(group, { kind: "reminder", at })
        : [];
    }
    case "updated": {
      const { status, body } = news;
      for (const alert of group.members) updateReason(alert, body);
      return notifyAll(group, { kind: "updated", at, status, body });
    }
  }
}

/** Of what a person opened, what people wrote last is what is known. */
function updateReason(alert: ActiveAlert, body: string | undefined): void {
  if (alert.alert.endpointId !== null || body === undefined) return;
  alert.alert = { ...alert.alert, reason: body };
}

type GroupNotification =
  | { kind: "reminder"; at: Instant }
  | { kind: "acknowledged"; at: Instant; by: string }
  | { kind: "updated"; at: Instant; status: string; body: string };

function notifyAll(group: IncidentAlerts, fields: GroupNotification): NewDelivery[] {
  const { id, members, notificationState } = mergeAlerts(group);
  const notification = {
    ...fields,
    ...summarizeGroup({ id, members }, { isResolved: false, alertIds: [] }),
  } satisfies Notification;
  return Object.keys(notificationState.notifiedChannels).map((channelId) => ({
    id: [id, channelId, fields.kind, fields.at].join("."),
    channelId,
    payload: notification,
  }));
}

function toDelivery(
  { id, kind, channelId, alertIds, at, expansion }: PlannedNotification,
  alertGroup: AlertGroup,
): NewDelivery {
  if (kind === "ended") {
    const { endedAt, resolution } = groupResolution(alertGroup.members)!;
    const payload = {
      kind,
      at: endedAt,
      ...summarizeGroup(alertGroup, { isResolved: true, alertIds }),
      resolution,
    };
    return { id, channelId, payload };
  }
  const groupOf = summarizeGroup(alertGroup, { isResolved: false, alertIds });
  if (kind === "expanded") {
    const joinedEndpoints = alertGroup.members
      .filter(({ alert }) => expansion?.joinedAlertIds.includes(alert.id))
      .map(({ alert }) => alertName(alert));
    const severity = expansion?.isEscalation ? severityOf(alertGroup.members[0]!.alert) : null;
    return { id, channelId, payload: { kind, at, ...groupOf, joinedEndpoints, severity } };
  }
  const when = kind === "opened" ? groupOf.alert.openedAt : at;
  return { id, channelId, payload: { kind, at: when, ...groupOf } };
}
