import type { Channel, Language } from "../../domain/channel";
import { titleOf, type Notification } from "../../domain/notification";
import { say } from "./messages";
import { markOf, type Mark, type OfEpisode, type Text } from "./text";

/** Names that are spelled out; the others are a count. */
const NAMED = 15;

/** What a person opened is no endpoint that is down. */
const GROUPS = ["incident", "down", "degraded", "up", "note"] as const;
const MARK_OF: Record<(typeof GROUPS)[number], Mark> = {
  incident: "down",
  down: "down",
  degraded: "degraded",
  up: "up",
  note: "note",
};

/** A storm as one message: how many of what, then names. */
export function digestOf(
  notifications: readonly Notification[],
  { language }: Pick<Channel, "language">,
): Pick<Text, "mark" | "title" | "lines"> {
  const told = notifications.filter((one): one is OfEpisode => "episode" in one);
  const groups = GROUPS.flatMap((group) => {
    const all = told.filter((one) => groupOf(one) === group);
    const own = new Set(all.flatMap(namesOf));
    const others = all.reduce(
      (sum, one) => sum + (one.kind === "grown" ? 0 : (one.others ?? 0)),
      0,
    );
    return own.size > 0 ? [{ group, names: [...own], count: own.size + others }] : [];
  });
  return {
    mark: groups[0] ? MARK_OF[groups[0].group] : "note",
    title: groups.map(({ group, count }) => say(language, `many_${group}`, { count })).join(", "),
    lines: groups.map(({ group, names: own, count }) =>
      say(language, `list_${group}`, { names: names(own, language, count) }),
    ),
  };
}

/** What joined an incident is named; of the others it tells only those who know. */
const namesOf = (one: OfEpisode): string[] =>
  one.kind === "grown" && one.joined.length > 0 ? one.joined : [titleOf(one.episode)];

function groupOf(one: OfEpisode): (typeof GROUPS)[number] {
  const mark = markOf(one);
  // What joins is an endpoint that is down, whatever it joins.
  if (one.kind === "grown" && one.joined.length > 0) return mark;
  if (one.episode.endpointId !== null || mark === "note") return mark;
  return mark === "up" ? "note" : "incident";
}

/** The first names, and how many more there are. */
export function names(all: readonly string[], language: Language, count = all.length): string {
  const shown = all.slice(0, NAMED);
  const list = shown.join(", ");
  const more = count - shown.length;
  return more > 0 ? say(language, "more", { names: list, count: more }) : list;
}
