import type { Instant } from "./instant";
import type { Severity as Grade } from "./incident-work";
import type { Change } from "./outcome";
import { incidentId } from "./incident";
import type { Published } from "./published";

/** How bad it is. `degraded` is no incident: only rules that ask for it hear of it. */
export const SEVERITIES = ["degraded", "down"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A time in which something was not well, as messages tell it. Its id is the incident's. */
export type Episode = OfEndpoint | OfPeople;

/** What checks found. */
export type OfEndpoint = Course & {
  endpointId: string;
  endpointName: string;
  // What people said of the incident since, where they did.
  title?: string;
  grade?: Grade;
  /** What it affects beside what checks found. */
  also?: { id: string; name: string }[];
};
/** What a person opened. */
export type OfPeople = Course & {
  endpointId: null;
  title: string;
  grade: Grade;
  openedBy: string;
  affects: { id: string; name: string }[];
};

type Course = {
  id: string;
  tags: string[];
  /** Ids of all endpoints through which it is reached. */
  reachedThrough: string[];
  severity: Severity;
  /** The first failing check. */
  startedAt: Instant;
  /** When that was decided: from here the rules count. */
  openedAt: Instant;
  failureCount: number;
  /** In the words of `explain`; of what a person opened, what people wrote last. */
  reason: string | null;
};

export const nameOf = (episode: Episode): string =>
  episode.endpointId === null ? episode.title : episode.endpointName;

/** How people call the incident, where they do. */
export const titleOf = (episode: Episode): string => episode.title ?? nameOf(episode);

export const GRADE_ORDER: Record<Grade, number> = { minor: 0, major: 1, critical: 2 };

/** How bad people say it is; what checks found is major until they say so. */
export const gradeOf = (episode: Episode): Grade => episode.grade ?? "major";

/** The endpoints that it is about. */
export const endpointIdsOf = (episode: Episode): string[] =>
  episode.endpointId === null
    ? episode.affects.map(({ id }) => id)
    : [episode.endpointId, ...(episode.also ?? []).map(({ id }) => id)];

/** What rules that know two severities take those of people for. */
const HEARD_AS: Record<Grade, Severity> = { minor: "degraded", major: "down", critical: "down" };

/** An incident that a person opened, as it is told. */
export function episodeOfPeople(
  { id, title, severity: grade, openedBy, startedAt }: Opened,
  affected: readonly { id: string; name: string; tags: string[] }[],
  { openedAt, body }: { openedAt: Instant; body: string | null },
): Episode {
  return {
    id,
    endpointId: null,
    title,
    grade,
    openedBy,
    affects: affected.map(({ id: endpointId, name }) => ({ id: endpointId, name })),
    tags: [...new Set(affected.flatMap(({ tags }) => tags))],
    reachedThrough: [],
    severity: HEARD_AS[grade],
    startedAt,
    openedAt,
    failureCount: 0,
    reason: body,
  };
}

type Opened = {
  id: string;
  title: string;
  severity: Grade;
  openedBy: string;
  startedAt: Instant;
};

/** Why it is over. */
export type Ending =
  "recovered" | "degraded" | "worse" | "unknown" | "paused" | "removed" | "resolved";

/** What a message is about. `at` is when it happened. */
export type Notification =
  | (Telling & { kind: "opened" | "reminder" | "escalated" })
  /** It is larger or worse than those know who heard of it: what joined it, and how bad it is now. */
  | (Telling & { kind: "grown"; joined: string[]; grade: Grade | null })
  | (Telling & { kind: "ended"; ending: Ending })
  | (Telling & { kind: "acknowledged"; by: string })
  | (Telling & { kind: "updated"; status: string; body: string })
  | { kind: "test"; at: Instant }
  /** To a visitor of a page: whether they want to hear of it, and then what it says. */
  | { kind: "confirm"; at: Instant }
  | { kind: "published"; at: Instant; updates: Published[] };

/** The time of not being well that it is about; null of what is about none. */
export const episodeOf = (notification: Notification): Episode | null =>
  "episode" in notification ? notification.episode : null;

type Telling = {
  at: Instant;
  episode: Episode;
  /** How many more endpoints are part of the same incident; none where nothing is said. */
  others?: number;
};

/** What is to be told, as it is stored with the change that it tells of. */
export type News =
  | { kind: "opened"; episode: Episode }
  /** `body` is what the person wrote who said so. */
  | { kind: "ended"; episodeId: string; ending: Ending; at: Instant; body?: string }
  | { kind: "acknowledged"; episodeId: string; by: string; at: Instant }
  | { kind: "unacknowledged"; episodeId: string; at: Instant }
  /** People changed what it is: its title, how bad it is, what it affects, what is part of it. */
  | { kind: "changed"; episodeId: string; at: Instant }
  /** What people write on it. */
  | { kind: "updated"; episodeId: string; status: string; body: string; at: Instant };

/** What a change of status is to the outbox: of DOWN each way, of DEGRADED where it was well before. */
export function newsOf(change: Change, at: Instant): News[] {
  const { endpoint, transition, state, errorMessage, record, beganAt, reachedThrough } = change;
  if (!transition) return [];
  const { from, to } = transition;
  const news: News[] = [];
  if (from === "DOWN" || (from === "DEGRADED" && to !== "DEGRADED")) {
    const ending = endingOf(to, record === null);
    news.push({ kind: "ended", episodeId: incidentId(endpoint.id, beganAt), ending, at });
  }
  if (to === "DOWN" || (to === "DEGRADED" && from !== "DOWN")) {
    const { id, name, tags } = endpoint;
    const episode: Episode = {
      id: incidentId(id, state.since),
      endpointId: id,
      endpointName: name,
      tags,
      reachedThrough,
      severity: to === "DOWN" ? "down" : "degraded",
      startedAt: state.since,
      openedAt: at,
      failureCount: state.failures,
      reason: errorMessage,
    };
    news.push({ kind: "opened", episode });
  }
  return news;
}

export function endingOf(to: string, isPaused: boolean): Ending {
  if (isPaused) return "paused";
  if (to === "UP") return "recovered";
  if (to === "DEGRADED") return "degraded";
  return to === "DOWN" ? "worse" : "unknown";
}
