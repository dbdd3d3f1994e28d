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
  deps: DispatchDeps,
  at: Instant,
): Promise<Instant | null> {
  const [events, alerts] = await Promise.all([deps.outbox(MAX_EVENTS_PER_RUN), deps.alerts()]);
  const nextAt = await plan(deps, { events, alerts }, at);
  await deps.wakeChannels();
  await deps.expire(at);
  // More than one round takes in has come.
  return events.length === MAX_EVENTS_PER_RUN ? at : nextAt;
}

type DispatchInput = { events: OutboxEvent[]; alerts: Map<string, ActiveAlert> };

async function plan(
  deps: DispatchDeps,
  { events, alerts }: DispatchInput,
  at: Instant,
): Promise<Instant | null> {
  const before = new Map([...alerts].map(([id, alert]) => [id, JSON.stringify(alert)]));
  for (const { payload } of events) addAlert(alerts, payload);
  const eventAlertIds = events.flatMap(({ payload }) =>
    payload.kind === "opened" ? [] : payload.alertId,
  );
  const ids = [...new Set([...alerts.keys(), ...eventAlertIds])];
  const [parentIds, overrides, rules, channelIds, maintenances, subscriberUpdates] =
    await Promise.all([
      deps.parentIncidents(ids),
      deps.incidentOverrides(ids),
      deps.rules(),
      deps.channelIds(),
      deps.maintenances(at),
      deps.subscriberUpdates(at),
    ]);
  const groups = groupByIncident(alerts.values(), parentIds);
  for (const group of groups.values()) {
    const overridden = applyOverrides(group, overrides.get(group.id));
    for (const [index, member] of group.members.entries()) member.alert = overridden[index]!;
  }
  const endpointIds = [...alerts.values()].flatMap(({ alert }) => alertEndpointIds(alert));
  const pages = await deps.pageIds([...new Set(endpointIds)]);
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
    ...subscriberUpdates.flatMap((update) => update.deliveries),
  ];
  const changed: ActiveAlert[] = [];
  const settled: string[] = [];
  let nextAt: Instant | null = null;
  for (const group of groups.values()) {
    const alertGroup: AlertGroup = {
      ...mergeAlerts(group),
      members: group.members.map((member) => ({
        ...member,
        pageIds: [...new Set(alertEndpointIds(member.alert).flatMap((id) => pages.get(id) ?? []))],
        silences: silencesOf(member, alerts, maintenances),
        notifiedChannelIds: Object.keys(member.notificationState.notifiedChannels),
      })),
    };
    const notificationPlan = planNotifications(alertGroup, { rules, channelIds }, at);
    deliveries.push(
      ...notificationPlan.notifications.map((notification) => toDelivery(notification, alertGroup)),
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
      const updated = { ...member, acknowledgedAt: alertGroup.acknowledgedAt, notificationState };
      if (notificationPlan.isSettled) settled.push(id);
      else if (JSON.stringify(updated) !== before.get(id)) changed.push(updated);
    }
  }
  deliveries.sort((a, b) => a.payload.at - b.payload.at);
  const lastEventNumber = events.at(-1)?.number ?? 0;
  await deps.store({ lastEventNumber, changed, settled, deliveries, subscriberUpdates, at });
  return nextAt;
}

const mergeAlerts = ({ id, members }: IncidentAlerts) => ({
  id,
  members,
  acknowledgedAt: mergeAcknowledgements(members),
  notificationState: mergeNotificationStates(members),
});

function addAlert(alerts: Map<string, ActiveAlert>, event: AlertEvent): void {
  if (event.kind !== "opened" || alerts.has(event.alert.id)) return;
  alerts.set(event.alert.id, {
    alert: event.alert,
    endedAt: null,
    resolution: null,
    acknowledgedAt: null,
    notificationState: INITIAL_NOTIFICATION_STATE,
  });
}

/** What is new of an incident, noted with it; what is to be said at once to those who know of it. */
function applyEvent(
  group: IncidentAlerts | undefined,
  event: Exclude<AlertEvent, { kind: "opened" }>,
): NewDelivery[] {
  if (!group) return [];
  const { at } = event;
  switch (event.kind) {
    case "ended": {
      const alert = group.members.find(({ alert }) => alert.id === event.alertId);
      if (!alert || alert.endedAt !== null) return [];
      alert.endedAt = at;
      alert.resolution = event.resolution;
      updateReason(alert, event.body);
      return [];
    }
    case "changed":
      // As it stands now it was read with the incident.
      return [];
    case "acknowledged": {
      if (mergeAcknowledgements(group.members) !== null) return [];
      for (const alert of group.members) alert.acknowledgedAt = at;
      return notifyAll(group, { kind: "acknowledged", at, by: event.by });
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
      const { status, body } = event;
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
  const summary = summarizeGroup(alertGroup, { isResolved: false, alertIds });
  if (kind === "expanded") {
    const joinedEndpoints = alertGroup.members
      .filter(({ alert }) => expansion?.joinedAlertIds.includes(alert.id))
      .map(({ alert }) => alertName(alert));
    const severity = expansion?.isEscalation ? severityOf(alertGroup.members[0]!.alert) : null;
    return { id, channelId, payload: { kind, at, ...summary, joinedEndpoints, severity } };
  }
  const when = kind === "opened" ? summary.alert.openedAt : at;
  return { id, channelId, payload: { kind, at: when, ...summary } };
}
