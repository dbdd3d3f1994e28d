import type { Letter } from "./contract";
import { say } from "./words/messages";

/** The incident that a reader of this letter may take on with a button; null where there is none. */
export function canAcknowledge({
  notifications,
  channel,
}: Letter): { id: string; label: string } | null {
  const [first] = notifications;
  if (notifications.length !== 1 || !first) return null;
  if (first.kind !== "opened" && first.kind !== "reminder" && first.kind !== "escalated")
    return null;
  // What is only degraded is no incident, unless a person calls it one.
  if (first.episode.severity !== "down" && first.episode.endpointId !== null) return null;
  return { id: first.episode.id, label: say(channel.language, "acknowledge") };
}
