import type { Instant } from "./instant";
import type { Surroundings } from "./hearers";
import { planNotices, toldOf, type Notice } from "./notice";
import { NO_PROGRESS, type Whole } from "./whole";

/** An incident of which it is known how it went. */
export type PastWhole = Omit<Whole, "progress">;

/** All that would be told of an incident until some time, by the very function that tells it. */
export function rehearse(past: PastWhole, around: Surroundings, until: Instant): Notice[] {
  const notices: Notice[] = [];
  let progress = NO_PROGRESS;
  const heard = new Map<string, string[]>();
  const moments = new Set(
    past.parts.flatMap(({ episode, endedAt }) => [episode.openedAt, endedAt]),
  ).add(past.acknowledgedAt);
  for (;;) {
    const at = next(moments);
    if (at === null || at > until) return notices;
    moments.delete(at);
    const known = asOf(past, at);
    // Somebody took it on, or it was over, before anybody was to be told.
    if (known.parts.length === 0) continue;
    const parts = known.parts.map((part) => ({
      ...part,
      heardBy: heard.get(part.episode.id) ?? [],
    }));
    const planned = planNotices({ ...known, parts, progress }, around, at);
    notices.push(...planned.notices);
    progress = planned.progress;
    for (const { episode } of parts) {
      heard.set(episode.id, Object.keys(toldOf(planned, episode.id)));
    }
    if (planned.nextAt !== null) moments.add(planned.nextAt);
  }
}

/** What of it was known at a moment. */
export const asOf = ({ id, parts, acknowledgedAt }: PastWhole, at: Instant): PastWhole => ({
  id,
  parts: parts
    .filter(({ episode }) => episode.openedAt <= at)
    .map((part) =>
      part.endedAt !== null && part.endedAt <= at ? part : { ...part, endedAt: null, ending: null },
    ),
  acknowledgedAt: acknowledgedAt !== null && acknowledgedAt <= at ? acknowledgedAt : null,
});

function next(moments: ReadonlySet<Instant | null>): Instant | null {
  const left = [...moments].filter((at) => at !== null);
  return left.length > 0 ? Math.min(...left) : null;
}
