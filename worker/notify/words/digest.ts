import type { Channel } from "../../domain/channel";
import type { Notification } from "../../domain/notification";
import { say } from "./messages";
import { markOf, type Mark, type OfEpisode, type Text } from "./text";

/** Names that are spelled out; the others are a count. */
const NAMED = 15;

const GROUPS = ["down", "degraded", "up", "note"] as const satisfies readonly Mark[];

/** A storm as one message: how many of what, then names. */
export function digestOf(
  notifications: readonly Notification[],
  { language }: Pick<Channel, "language">,
): Pick<Text, "mark" | "title" | "lines"> {
  const told = notifications.filter((one): one is OfEpisode => "episode" in one);
  const groups = GROUPS.flatMap((mark) => {
    const names = new Set(
      told.filter((one) => markOf(one) === mark).map(({ episode }) => episode.endpointName),
    );
    return names.size > 0 ? [{ mark, names: [...names] }] : [];
  });
  return {
    mark: groups[0]?.mark ?? "note",
    title: groups
      .map(({ mark, names }) => say(language, `many_${mark}`, { count: names.length }))
      .join(", "),
    lines: groups.map(({ mark, names }) => {
      const more = names.length - NAMED;
      const shown = names.slice(0, NAMED).join(", ");
      const list = more > 0 ? say(language, "more", { names: shown, count: more }) : shown;
      return say(language, `list_${mark}`, { names: list });
    }),
  };
}
