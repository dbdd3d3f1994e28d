import type { TimelineEntry } from "$protocol/incidents";
import { m } from "$lib/paraglide/messages";
import { deliveryStatusWord, outcomeWord } from "./channel";
import { STATE_WORDS } from "./incident";
import { reasonWords } from "./reason";
import { statusWord } from "./status";

type Told = Extract<TimelineEntry, { kind: "notification" }>;

/** What happened, in a sentence. */
export function timelineWords(entry: TimelineEntry): string {
  switch (entry.kind) {
    case "check":
      return m.timeline_check({ name: entry.endpointName, seen: seenWords(entry) });
    case "transition":
      return m.timeline_transition({
        name: entry.endpointName,
        from: statusWord(entry.from),
        to: statusWord(entry.to),
      });
    case "notification":
      return m.timeline_notification({
        told: TOLD_WORDS[entry.told](),
        name: entry.channelName ?? m.timeline_channel_gone(),
        result: resultWords(entry),
      });
    case "update":
      return m.timeline_update({ by: entry.by, state: STATE_WORDS[entry.update.status]() });
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
      return m.timeline_separated({ by: entry.by, name: entry.detail["name"] ?? "" });
    case "closed":
      return m.timeline_closed();
  }
}

const TOLD_WORDS: Record<Told["told"], () => string> = {
  opened: m.told_opened,
  reminder: m.told_reminder,
  escalated: m.told_escalated,
  grown: m.told_grown,
  ended: m.told_ended,
  acknowledged: m.told_acknowledged,
  updated: m.told_updated,
};

/** What came of it, and why where it did not arrive. */
function resultWords({ status, outcome }: Told): string {
  const word = deliveryStatusWord(status);
  return outcome === null || outcome === "delivered" ? word : `${word} (${outcomeWord(outcome)})`;
}

function seenWords({ errorMessage, status }: Extract<TimelineEntry, { kind: "check" }>): string {
  return errorMessage === null ? statusWord(status) : reasonWords(errorMessage);
}
