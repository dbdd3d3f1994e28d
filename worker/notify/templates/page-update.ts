import type { Language } from "../../domain/alerts/channel";
import { formatList } from "../../domain/format-list";
import type { ComponentStatus } from "../../domain/pages/page";
import type {
  IncidentPageUpdate,
  MaintenancePageUpdate,
  PageUpdate,
} from "../../domain/pages/update";
import { assertNever } from "../../domain/assert-never";
import { t, type MessageKey } from "./messages";
import { stateText, type Icon, type Recipient } from "./content";
import { formatTime } from "./format-time";

const COMPONENT_TEXTS: Record<ComponentStatus, [mark: Icon, title: MessageKey]> = {
  UP: ["up", "page_normal"],
  UNKNOWN: ["note", "page_unknown"],
  MAINTENANCE: ["note", "page_maintenance"],
  DEGRADED: ["degraded", "page_degraded"],
  PARTIAL: ["down", "page_part"],
  DOWN: ["down", "page_down"],
};

const isResolved = ({ status }: IncidentPageUpdate): boolean =>
  ["resolved", "postmortem"].includes(status);

export function updateIcon(update: PageUpdate): Icon {
  switch (update.kind) {
    case "incident":
      return isResolved(update) ? "up" : update.body === null ? "down" : "note";
    case "component":
      return COMPONENT_TEXTS[update.status][0];
    case "maintenance":
      return "note";
    default:
      return assertNever(update);
  }
}

/** What happened, in one line. */
export function updateTitle(update: PageUpdate, language: Language): string {
  switch (update.kind) {
    case "incident":
      return incidentTitle(update, language);
    case "component":
      return t(language, COMPONENT_TEXTS[update.status][1], nameValues(update, language));
    case "maintenance":
      return t(language, `page_work_${update.act}`, { title: update.title });
    default:
      return assertNever(update);
  }
}

export function updateLines(update: PageUpdate, recipient: Recipient): string[] {
  const { language, timeZone: zone } = recipient;
  const affects = t(language, "page_affects", nameValues(update, language));
  switch (update.kind) {
    case "incident": {
      const noticed = isResolved(update) ? "page_recovered" : "page_noticed";
      return [update.body ?? t(language, noticed), ...(update.title === null ? [] : [affects])];
    }
    case "component": {
      const since = formatTime(update.at, recipient, update.at);
      return [t(language, "page_since", { since, zone })];
    }
    case "maintenance":
      return [maintenanceTimes(update, recipient), affects];
    default:
      return assertNever(update);
  }
}

function maintenanceTimes(
  { startsAt, endsAt, at }: MaintenancePageUpdate,
  recipient: Recipient,
): string {
  return t(recipient.language, "page_work_times", {
    from: formatTime(startsAt, recipient, at),
    until: formatTime(endsAt, recipient, startsAt),
    zone: recipient.timeZone,
  });
}

function incidentTitle(update: IncidentPageUpdate, language: Language): string {
  const { title, isPart, status, body } = update;
  const names = nameValues(update, language);
  if (body === null && title === null && isResolved(update)) return t(language, "page_up", names);
  const named = title ?? t(language, isPart ? "page_part" : "page_down", names);
  if (body === null && title === null) return named;
  return t(language, "page_written", { title: named, status: stateText(language, status) });
}

const nameValues = ({ names }: PageUpdate, language: Language) => ({
  names: formatList(names, language, (rest) => t(language, "more", rest)),
  count: names.length,
});
