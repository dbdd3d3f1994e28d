import type { OutgoingMessage } from "../provider";
import { t } from "../templates/messages";

/** The incident that a reader of this letter may take on with a button; null where there is none. */
export function acknowledgeButton({
  notifications,
  channel,
}: OutgoingMessage): { id: string; label: string } | null {
  const [first] = notifications;
  if (notifications.length !== 1 || !first) return null;
  if (first.kind !== "opened" && first.kind !== "reminder" && first.kind !== "escalated")
    return null;
  // What is only degraded is no incident, unless a person calls it one.
  if (first.alert.level !== "down" && first.alert.endpointId !== null) return null;
  return { id: first.alert.id, label: t(channel.language, "acknowledge") };
}
