import type { Instant } from "./instant";
import type { Severity as Grade } from "./incident-work";
import type { Ending, Episode } from "./notification";
import type { Period } from "./uptime";

/** How far a rule has come with an incident. */
export type RuleProgress = {
  toldAt: Instant;
  remindedAt: Instant;
  reminders: number;
  steps: number;
};

export type Progress = {
  rules: Record<string, RuleProgress>;
  /** Who has heard of it, and by which rule. */
  told: Record<string, string>;
  /** Who has heard that it is over. */
  closed: string[];
  /** How bad it was when it was told last, where people say so. */
  grade?: Grade;
  /** The incident that it was part of when this was written, where that is another. */
  lead?: string;
};

export const NO_PROGRESS: Progress = { rules: {}, told: {}, closed: [] };

/** What is remembered of an episode while something may still be told of it. */
export type Running = {
  episode: Episode;
  endedAt: Instant | null;
  ending: Ending | null;
  acknowledgedAt: Instant | null;
  progress: Progress;
};

/** One episode of an incident, and what the rules are told of the world about it. */
export type Part = Pick<Running, "episode" | "endedAt" | "ending"> & {
  /** Ids of the pages that show any of its endpoints. */
  pages: readonly string[];
  /** When nothing is said of it: announced work, or what it depends on is down. */
  silences: readonly Period[];
  /** Channels that have heard of this part, itself or as part of an incident; all, where absent. */
  heardBy?: readonly string[];
};

/** What is told as one: an incident with all that is part of it. */
export type Whole = {
  /** Of the incident that leads. */
  id: string;
  /** At least one; the one that leads first, then in the order in which they began. */
  parts: readonly Part[];
  acknowledgedAt: Instant | null;
  progress: Progress;
};

/** The episodes of one incident. */
export type Group = { id: string; members: Running[] };

/** Episodes by the incident that they are part of; `leads` says which, as far as it is known. */
export function groupsOf(
  episodes: Iterable<Running>,
  leads: ReadonlyMap<string, string>,
): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const running of episodes) {
    const { id } = running.episode;
    // Of an endpoint that is gone it is still known what its failure was part of.
    const lead = leads.get(id) ?? running.progress.lead ?? id;
    const group = groups.get(lead) ?? { id: lead, members: [] };
    group.members.push(running);
    groups.set(lead, group);
  }
  for (const { id, members } of groups.values()) {
    const rank = ({ episode }: Running) => Number(episode.id !== id);
    members.sort(
      (a, b) =>
        rank(a) - rank(b) ||
        a.episode.startedAt - b.episode.startedAt ||
        (a.episode.id < b.episode.id ? -1 : 1),
    );
  }
  return groups;
}

/** What has been told of any of them has been told of all: two may have been merged by hand. */
export const jointProgress = (members: readonly Running[]): Progress => ({
  rules: Object.assign({}, ...members.map(({ progress }) => progress.rules).toReversed()),
  told: Object.assign({}, ...members.map(({ progress }) => progress.told).toReversed()),
  closed: [...new Set(members.flatMap(({ progress }) => progress.closed))],
  ...gradeTold(members),
});

function gradeTold(members: readonly Running[]): Pick<Progress, "grade"> {
  const [grade] = members.flatMap(({ progress }) => progress.grade ?? []);
  return grade === undefined ? {} : { grade };
}

/** When somebody took it on, whichever of it. */
export function jointAcknowledgement(members: readonly Running[]): Instant | null {
  const taken = members.flatMap(({ acknowledgedAt }) => acknowledgedAt ?? []);
  return taken.length > 0 ? Math.min(...taken) : null;
}

/** An incident is over with the last of its parts. */
export function endOfWhole(
  parts: readonly Pick<Part, "endedAt" | "ending">[],
): { endedAt: Instant; ending: Ending } | null {
  let last: { endedAt: Instant; ending: Ending } | null = null;
  let isWell = true;
  for (const { endedAt, ending } of parts) {
    if (endedAt === null || ending === null) return null;
    isWell &&= ending === "recovered";
    if (!last || endedAt >= last.endedAt) last = { endedAt, ending };
  }
  if (!last || isWell || last.ending !== "recovered") return last;
  // What came back last says nothing of what is not known, or only better.
  return { ...last, ending: parts.find(({ ending }) => ending !== "recovered")!.ending! };
}

/**
 * An incident as one message tells it: what of it the receiver asked to hear about, since when it is,
 * and how many more endpoints there are.
 */
export function toldAsOne(
  { id, parts }: Pick<Whole, "id"> & { parts: readonly Pick<Part, "episode" | "endedAt">[] },
  { isOver, about }: { isOver: boolean; about: readonly string[] },
): { episode: Episode; others: number } {
  const running = parts.filter(({ endedAt }) => endedAt === null);
  const meant = isOver || running.length === 0 ? parts : running;
  const { episode } = meant.find((part) => about.includes(part.episode.id)) ?? meant[0]!;
  // By id: two may have one name, and one may fail twice.
  const endpoints = new Set(meant.flatMap((part) => part.episode.endpointId ?? []));
  if (episode.endpointId !== null) endpoints.delete(episode.endpointId);
  // What is named as down is so since it failed itself; under a title it is the incident that lasts.
  const lasting = episode.title === undefined ? meant : parts;
  const startedAt = Math.min(...lasting.map((part) => part.episode.startedAt));
  return { episode: { ...episode, id, startedAt }, others: endpoints.size };
}
