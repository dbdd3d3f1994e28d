import type { Instant } from "../instant";
import type { RoutingContext } from "./routing";
import { planNotifications, notifiedChannels, type PlannedNotification } from "./planner";
import { INITIAL_NOTIFICATION_STATE, type AlertGroup } from "./group";

/** An incident of which it is known how it went. */
export type PastAlertGroup = Omit<AlertGroup, "notificationState">;

/** All that would be told of an incident until some time, by the very function that tells it. */
export function simulateRule(
  past: PastAlertGroup,
  context: RoutingContext,
  until: Instant,
): PlannedNotification[] {
  const notifications: PlannedNotification[] = [];
  let notificationState = INITIAL_NOTIFICATION_STATE;
  const notified = new Map<string, string[]>();
  const moments = new Set(
    past.members.flatMap(({ alert, endedAt }) => [alert.openedAt, endedAt]),
  ).add(past.acknowledgedAt);
  for (;;) {
    const at = earliest(moments);
    if (at === null || at > until) return notifications;
    moments.delete(at);
    const group = snapshotAt(past, at);
    // Somebody took it on, or it was over, before anybody was to be told.
    if (group.members.length === 0) continue;
    const members = group.members.map((member) => ({
      ...member,
      notifiedChannelIds: notified.get(member.alert.id) ?? [],
    }));
    const planned = planNotifications({ ...group, members, notificationState }, context, at);
    notifications.push(...planned.notifications);
    notificationState = planned.notificationState;
    for (const { alert } of members) {
      notified.set(alert.id, Object.keys(notifiedChannels(planned, alert.id)));
    }
    if (planned.nextAt !== null) moments.add(planned.nextAt);
  }
}

/** What of it was known at a moment. */
export const snapshotAt = (
  { id, members, acknowledgedAt }: PastAlertGroup,
  at: Instant,
): PastAlertGroup => ({
  id,
  members: members
    .filter(({ alert }) => alert.openedAt <= at)
    .map((member) =>
      member.endedAt !== null && member.endedAt <= at
        ? member
        : { ...member, endedAt: null, resolution: null },
    ),
  acknowledgedAt: acknowledgedAt !== null && acknowledgedAt <= at ? acknowledgedAt : null,
});

function earliest(moments: ReadonlySet<Instant | null>): Instant | null {
  const left = [...moments].filter((at) => at !== null);
  return left.length > 0 ? Math.min(...left) : null;
}
