import type { Channel, Language } from "../../domain/channel";
import { titleOf, type Notification } from "../../domain/notification";
import { say } from "./messages";
import { markOf, type Mark, type OfEpisode, type Text } from "./content";

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
  const all = notifications.filter((one): one is OfEpisode => "episode" in one);
  const told = all.filter((one, index) => !isPast(one, all.slice(index + 1)));
  const groups = GROUPS.flatMap((group) => {
    const own = new Map<string, string>();
    // A reminder of an incident counts what its beginning counted.
    const others = new Map<string, number>();
    for (const one of told.filter((each) => groupOf(each) === group)) {
      for (const [key, name] of namesOf(one)) own.set(key, name);
      if (one.kind !== "grown") others.set(one.episode.id, one.others ?? 0);
    }
    const count = [...others.values()].reduce((sum, more) => sum + more, own.size);
    return own.size > 0 ? [{ group, names: [...own.values()], count }] : [];
  });
  return {
    mark: groups[0] ? MARK_OF[groups[0].group] : "note",
    title: groups.map(({ group, count }) => say(language, `many_${group}`, { count })).join(", "),
    lines: groups.map(({ group, names: own, count }) =>
      say(language, `list_${group}`, { names: names(own, language, count) }),
    ),
  };
}

/** What waited so long that it is over, or has begun again, is not told as if it were so now. */
function isPast({ kind, episode, others = 0 }: OfEpisode, later: readonly OfEpisode[]): boolean {
  if (kind !== "ended") {
    return later.some((one) => one.kind === "ended" && one.episode.id === episode.id);
  }
  const { endpointId, severity } = episode;
  if (endpointId === null || others > 0) return false;
  return later.some(
    (one) =>
      one.kind === "opened" &&
      one.episode.endpointId === endpointId &&
      one.episode.severity === severity,
  );
}

/**
 * What joined an incident is named; of the others it tells only those who know. By what tells two of
 * one name apart.
 */
function namesOf(one: OfEpisode): [key: string, name: string][] {
  if (one.kind === "grown" && one.joined.length > 0) return one.joined.map((name) => [name, name]);
  const { id, endpointId } = one.episode;
  const name = titleOf(one.episode);
  return [[`${endpointId ?? id} ${name}`, name]];
}

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
