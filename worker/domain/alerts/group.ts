import type { Instant } from "../instant";
import type { Severity as Grade } from "../incidents/actions";
import type { Resolution, Alert } from "./alert";
import type { Period } from "../status/uptime";

/** How far a rule has come with an incident. */
export type RuleState = {
  notifiedAt: Instant;
  remindedAt: Instant;
  reminderCount: number;
  escalationCount: number;
};

export type NotificationState = {
  rules: Record<string, RuleState>;
  /** Who has heard of it, and by which rule. */
  notifiedChannels: Record<string, string>;
  /** Who has heard that it is over. */
  closedChannels: string[];
  /** How bad it was when it was told last, where people say so. */
  notifiedSeverity?: Grade;
  /** The incident that it was part of when this was written, where that is another. */
  parentId?: string;
};

export const INITIAL_NOTIFICATION_STATE: NotificationState = {
  rules: {},
  notifiedChannels: {},
  closedChannels: [],
};

/** What is remembered of an episode while something may still be told of it. */
export type ActiveAlert = {
  alert: Alert;
  endedAt: Instant | null;
  resolution: Resolution | null;
  acknowledgedAt: Instant | null;
  notificationState: NotificationState;
};

/** One episode of an incident, and what the rules are told of the world about it. */
export type AlertGroupMember = Pick<ActiveAlert, "alert" | "endedAt" | "resolution"> & {
  /** Ids of the pages that show any of its endpoints. */
  pageIds: readonly string[];
  /** When nothing is said of it: announced work, or what it depends on is down. */
  silences: readonly Period[];
  /** Channels that have heard of this part, itself or as part of an incident; all, where absent. */
  notifiedChannelIds?: readonly string[];
};

/** What is told as one: an incident with all that is part of it. */
export type AlertGroup = {
  /** Of the incident that leads. */
  id: string;
  /** At least one; the one that leads first, then in the order in which they began. */
  members: readonly AlertGroupMember[];
  acknowledgedAt: Instant | null;
  notificationState: NotificationState;
};

/** The episodes of one incident. */
export type IncidentAlerts = { id: string; members: ActiveAlert[] };

/** Episodes by the incident that they are part of; `leads` says which, as far as it is known. */
export function groupByIncident(
  alerts: Iterable<ActiveAlert>,
  parentIds: ReadonlyMap<string, string>,
): Map<string, IncidentAlerts> {
  const groups = new Map<string, IncidentAlerts>();
  for (const open of alerts) {
    const { id } = open.alert;
    // Of an endpoint that is gone it is still known what its failure was part of.
    const parentId = parentIds.get(id) ?? open.notificationState.parentId ?? id;
    const group = groups.get(parentId) ?? { id: parentId, members: [] };
    group.members.push(open);
    groups.set(parentId, group);
  }
  for (const { id, members } of groups.values()) {
    const rank = ({ alert }: ActiveAlert) => Number(alert.id !== id);
    members.sort(
      (a, b) =>
        rank(a) - rank(b) ||
        a.alert.startedAt - b.alert.startedAt ||
        (a.alert.id < b.alert.id ? -1 : 1),
    );
  }
  return groups;
}

/** What has been told of any of them has been told of all: two may have been merged by hand. */
export const mergeNotificationStates = (members: readonly ActiveAlert[]): NotificationState => ({
  rules: Object.assign(
    {},
    ...members.map(({ notificationState }) => notificationState.rules).toReversed(),
  ),
  notifiedChannels: Object.assign(
    {},
    ...members.map(({ notificationState }) => notificationState.notifiedChannels).toReversed(),
  ),
  closedChannels: [
    ...new Set(members.flatMap(({ notificationState }) => notificationState.closedChannels)),
  ],
  ...mergeNotifiedSeverity(members),
});

function mergeNotifiedSeverity(
  members: readonly ActiveAlert[],
): Pick<NotificationState, "notifiedSeverity"> {
  const [notifiedSeverity] = members.flatMap(
    ({ notificationState }) => notificationState.notifiedSeverity ?? [],
  );
  return notifiedSeverity === undefined ? {} : { notifiedSeverity };
}

/** When somebody took it on, whichever of it. */
export function mergeAcknowledgements(members: readonly ActiveAlert[]): Instant | null {
  const acknowledged = members.flatMap(({ acknowledgedAt }) => acknowledgedAt ?? []);
  return acknowledged.length > 0 ? Math.min(...acknowledged) : null;
}

/** An incident is over with the last of its parts. */
export function groupResolution(
  members: readonly Pick<AlertGroupMember, "endedAt" | "resolution">[],
): { endedAt: Instant; resolution: Resolution } | null {
  let last: { endedAt: Instant; resolution: Resolution } | null = null;
  let allRecovered = true;
  for (const { endedAt, resolution } of members) {
    if (endedAt === null || resolution === null) return null;
    allRecovered &&= resolution === "recovered";
    if (!last || endedAt >= last.endedAt) last = { endedAt, resolution };
  }
  if (!last || allRecovered || last.resolution !== "recovered") return last;
  // What came back last says nothing of what is not known, or only better.
  return {
    ...last,
    resolution: members.find(({ resolution }) => resolution !== "recovered")!.resolution!,
  };
}

/**
 * An incident as one message tells it: what of it the receiver asked to hear about, since when it is,
 * and how many more endpoints there are.
 */
export function summarizeGroup(
  {
    id,
    members,
  }: Pick<AlertGroup, "id"> & { members: readonly Pick<AlertGroupMember, "alert" | "endedAt">[] },
  { isResolved, alertIds }: { isResolved: boolean; alertIds: readonly string[] },
): { alert: Alert; additionalEndpoints: number } {
  const open = members.filter(({ endedAt }) => endedAt === null);
  const relevant = isResolved || open.length === 0 ? members : open;
  const { alert } = relevant.find((member) => alertIds.includes(member.alert.id)) ?? relevant[0]!;
  // By id: two may have one name, and one may fail twice.
  const endpoints = new Set(relevant.flatMap((member) => member.alert.endpointId ?? []));
  if (alert.endpointId !== null) endpoints.delete(alert.endpointId);
  // What is named as down is so since it failed itself; under a title it is the incident that lasts.
  const dated = alert.title === undefined ? relevant : members;
  const startedAt = Math.min(...dated.map((member) => member.alert.startedAt));
  return { alert: { ...alert, id, startedAt }, additionalEndpoints: endpoints.size };
}
