import type { Language } from "../../domain/channel";
import { listed } from "../../domain/names";
import type { ComponentStatus } from "../../domain/page";
import type { OfIncident, OfMaintenance, Published } from "../../domain/published";
import { unreachable } from "../../domain/unreachable";
import { say, type MessageKey } from "./messages";
import { stateWord, type Mark, type Reader } from "./content";
import { moment } from "./when";

const STATES: Record<ComponentStatus, [mark: Mark, title: MessageKey]> = {
  UP: ["up", "page_normal"],
  UNKNOWN: ["note", "page_unknown"],
  MAINTENANCE: ["note", "page_maintenance"],
  DEGRADED: ["degraded", "page_degraded"],
  PARTIAL: ["down", "page_part"],
  DOWN: ["down", "page_down"],
};

const isOver = ({ status }: OfIncident): boolean => ["resolved", "postmortem"].includes(status);

export function markOf(update: Published): Mark {
  switch (update.kind) {
    case "incident":
      return isOver(update) ? "up" : update.body === null ? "down" : "note";
    case "component":
      return STATES[update.status][0];
    case "maintenance":
      return "note";
    default:
      return unreachable(update);
  }
}

/** What happened, in one line. */
export function titleOf(update: Published, language: Language): string {
  switch (update.kind) {
    case "incident":
      return incidentTitle(update, language);
    case "component":
      return say(language, STATES[update.status][1], namesIn(update, language));
    case "maintenance":
      return say(language, `page_work_${update.act}`, { title: update.title });
    default:
      return unreachable(update);
  }
}

export function linesOf(update: Published, reader: Reader): string[] {
  const { language, timeZone: zone } = reader;
  const affects = say(language, "page_affects", namesIn(update, language));
  switch (update.kind) {
    case "incident": {
      const noticed = isOver(update) ? "page_recovered" : "page_noticed";
      return [update.body ?? say(language, noticed), ...(update.title === null ? [] : [affects])];
    }
    case "component": {
      const since = moment(update.at, reader, update.at);
      return [say(language, "page_since", { since, zone })];
    }
    case "maintenance":
      return [workTimes(update, reader), affects];
    default:
      return unreachable(update);
  }
}

function workTimes({ startsAt, endsAt, at }: OfMaintenance, reader: Reader): string {
  return say(reader.language, "page_work_times", {
    from: moment(startsAt, reader, at),
    until: moment(endsAt, reader, startsAt),
    zone: reader.timeZone,
  });
}

function incidentTitle(update: OfIncident, language: Language): string {
  const { title, isPart, status, body } = update;
  const told = namesIn(update, language);
  if (body === null && title === null && isOver(update)) return say(language, "page_up", told);
  const named = title ?? say(language, isPart ? "page_part" : "page_down", told);
  if (body === null && title === null) return named;
  return say(language, "page_written", { title: named, status: stateWord(language, status) });
}

const namesIn = ({ names }: Published, language: Language) => ({
  names: listed(names, language, (rest) => say(language, "more", rest)),
  count: names.length,
});
