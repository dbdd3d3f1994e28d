import type { Instant } from "./instant";
import { NO_PROGRESS, planNotices, type Notice, type Running, type Surroundings } from "./notice";

/** An episode of which it is known how it went. */
export type PastEpisode = Omit<Running, "progress">;

/** All that would be told of an episode until some time, by the very function that tells it. */
export function rehearse(past: PastEpisode, around: Surroundings, until: Instant): Notice[] {
  const { endedAt, acknowledgedAt, episode } = past;
  const notices: Notice[] = [];
  let progress = NO_PROGRESS;
  const moments = new Set([episode.openedAt, endedAt, acknowledgedAt]);
  for (;;) {
    const at = next(moments);
    if (at === null || at > until) return notices;
    const known = {
      ...past,
      progress,
      endedAt: endedAt !== null && endedAt <= at ? endedAt : null,
      acknowledgedAt: acknowledgedAt !== null && acknowledgedAt <= at ? acknowledgedAt : null,
    };
    const planned = planNotices(known, around, at);
    notices.push(...planned.notices);
    progress = planned.progress;
    moments.delete(at);
    if (planned.nextAt !== null) moments.add(planned.nextAt);
  }
}

function next(moments: ReadonlySet<Instant | null>): Instant | null {
  const left = [...moments].filter((at) => at !== null);
  return left.length > 0 ? Math.min(...left) : null;
}
