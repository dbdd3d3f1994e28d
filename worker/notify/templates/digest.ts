import type { Channel, Language } from "../../domain/alerts/channel";
import { alertTitle, type Notification } from "../../domain/alerts/alert";
import { t } from "./messages";
import { iconOf, type Icon, type AlertMessage, type MessageContent } from "./content";

/** Names that are spelled out; the others are a count. */
const MAX_NAMES_IN_DIGEST = 15;

/** What a person opened is no endpoint that is down. */
const GROUPS = ["incident", "down", "degraded", "up", "note"] as const;
const ICON_OF_GROUP: Record<(typeof GROUPS)[number], Icon> = {
  incident: "down",
  down: "down",
  degraded: "degraded",
  up: "up",
  note: "note",
};

/** A storm as one message: how many of what, then names. */
export function renderDigest(
  notifications: readonly Notification[],
  { language }: Pick<Channel, "language">,
): Pick<MessageContent, "icon" | "title" | "lines"> {
  const all = notifications.filter((one): one is AlertMessage => "alert" in one);
  const current = all.filter((one, index) => !isSuperseded(one, all.slice(index + 1)));
  const groups = GROUPS.flatMap((group) => {
    const named = new Map<string, string>();
    // A reminder of an incident counts what its beginning counted.
    const others = new Map<string, number>();
    for (const one of current.filter((each) => groupOf(each) === group)) {
      for (const [key, name] of namesIn(one)) named.set(key, name);
      if (one.kind !== "expanded") others.set(one.alert.id, one.additionalEndpoints ?? 0);
    }
    const count = [...others.values()].reduce((sum, more) => sum + more, named.size);
    return named.size > 0 ? [{ group, names: [...named.values()], count }] : [];
  });
  return {
    icon: groups[0] ? ICON_OF_GROUP[groups[0].group] : "note",
    title: groups.map(({ group, count }) => t(language, `many_${group}`, { count })).join(", "),
    lines: groups.map(({ group, names: named, count }) =>
      t(language, `list_${group}`, { names: formatNames(named, language, count) }),
    ),
  };
}

/** What waited so long that it is over, or has begun again, is not told as if it were so now. */
function isSuperseded(
  { kind, alert, additionalEndpoints = 0 }: AlertMessage,
  later: readonly AlertMessage[],
): boolean {
  if (kind !== "ended") {
    return later.some((one) => one.kind === "ended" && one.alert.id === alert.id);
  }
  const { endpointId, level } = alert;
  if (endpointId === null || additionalEndpoints > 0) return false;
  return later.some(
    (one) =>
      one.kind === "opened" && one.alert.endpointId === endpointId && one.alert.level === level,
  );
}

/**
 * What joined an incident is named; of the others it tells only those who know. By what tells two of
 * one name apart.
 */
function namesIn(one: AlertMessage): [key: string, name: string][] {
  if (one.kind === "expanded" && one.joinedEndpoints.length > 0)
    return one.joinedEndpoints.map((name) => [name, name]);
  const { id, endpointId } = one.alert;
  const name = alertTitle(one.alert);
  return [[`${endpointId ?? id} ${name}`, name]];
}

function groupOf(one: AlertMessage): (typeof GROUPS)[number] {
  const mark = iconOf(one);
  // What joins is an endpoint that is down, whatever it joins.
  if (one.kind === "expanded" && one.joinedEndpoints.length > 0) return mark;
  if (one.alert.endpointId !== null || mark === "note") return mark;
  return mark === "up" ? "note" : "incident";
}

/** The first names, and how many more there are. */
export function formatNames(
  all: readonly string[],
  language: Language,
  count = all.length,
): string {
  const shown = all.slice(0, MAX_NAMES_IN_DIGEST);
  const list = shown.join(", ");
  const more = count - shown.length;
  return more > 0 ? t(language, "more", { names: list, count: more }) : list;
}
