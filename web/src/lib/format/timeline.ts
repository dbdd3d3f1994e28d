import type { TimelineEntryView } from "$protocol/incidents";
import { m } from "$lib/paraglide/messages";
import { deliveryStatusLabel, outcomeLabel } from "./channel";
import { INCIDENT_STATE_LABELS } from "./incident";
import { localizeReason } from "./reason";
import { statusLabel } from "./status";

type TimelineNotification = Extract<TimelineEntryView, { kind: "notification" }>;

/** What happened, in a sentence. */
export function timelineText(entry: TimelineEntryView): string {
  switch (entry.kind) {
    case "check":
      return m.timeline_check({ name: entry.endpointName, seen: checkText(entry) });
    case "transition":
      return m.timeline_transition({
        name: entry.endpointName,
        from: statusLabel(entry.from),
        to: statusLabel(entry.to),
      });
    case "notification":
      return m.timeline_notification({
        notification: NOTIFICATION_TEXTS[entry.notificationKind](),
        name: entry.channelName ?? m.timeline_channel_deleted(),
        result: deliveryResultText(entry),
      });
    case "update":
      return m.timeline_update({
        by: entry.by,
        state: INCIDENT_STATE_LABELS[entry.update.status](),
      });
    case "opened":
      return m.timeline_opened({ by: entry.by });
    case "acknowledged":
      return m.timeline_acknowledged({ by: entry.by });
    case "unacknowledged":
      return m.timeline_unacknowledged({ by: entry.by });
    case "assigned":
      return m.timeline_assigned({ by: entry.by, to: entry.detail["assignedTo"] ?? "–" });
    case "changed":
      return m.timeline_changed({ by: entry.by });
    case "merged":
      return m.timeline_merged({ by: entry.by, name: entry.detail["name"] ?? "" });
    case "separated":
      return m.timeline_unmerged({ by: entry.by, name: entry.detail["name"] ?? "" });
    case "closed":
      return m.timeline_closed();
  }
}

const NOTIFICATION_TEXTS: Record<TimelineNotification["notificationKind"], () => string> = {
  opened: m.notification_opened,
  reminder: m.notification_reminder,
  escalated: m.notification_escalated,
  expanded: m.notification_expanded,
  ended: m.notification_resolved,
  acknowledged: m.notification_acknowledged,
  updated: m.notification_updated,
};

/** What came of it, and why where it did not arrive. */
function deliveryResultText({ status, outcome }: TimelineNotification): string {
  const label = deliveryStatusLabel(status);
  return outcome === null || outcome === "delivered"
    ? label
    : `${label} (${outcomeLabel(outcome)})`;
}

function checkText({
  errorMessage,
  status,
}: Extract<TimelineEntryView, { kind: "check" }>): string {
  return errorMessage === null ? statusLabel(status) : localizeReason(errorMessage);
}
