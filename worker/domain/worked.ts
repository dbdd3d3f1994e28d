import type { Severity as Grade } from "./incident-work";
import { episodeOfPeople, type Episode } from "./notification";
import type { Running } from "./whole";

/** What people have made of an incident by now: how it is called, how bad it is, what it affects. */
export type Worked = {
  /** Null where the endpoint's name says it. */
  title: string | null;
  grade: Grade;
  affects: { id: string; name: string; tags: string[] }[];
};

/** The parts of an incident as people see it now; `id` is of the one that leads. */
export const asWorkedOn = (
  { id, members }: { id: string; members: readonly Running[] },
  worked: Worked | undefined,
): Episode[] => {
  const [lead] = members;
  const isOfPeople = lead?.episode.endpointId === null;
  return members.map(({ episode }) => {
    if (!worked) return episode;
    if (episode.id !== id) return isOfPeople ? episode : called(episode, worked);
    return episode.endpointId === null
      ? opened(episode, worked)
      : affecting(called(episode, worked), members, worked);
  });
};

const opened = (
  episode: Extract<Episode, { endpointId: null }>,
  { title, grade, affects }: Worked,
): Episode =>
  episodeOfPeople({ ...episode, title: title ?? episode.title, severity: grade }, affects, {
    openedAt: episode.openedAt,
    body: episode.reason,
  });

function called(episode: Episode, { title, grade }: Worked): Episode {
  if (episode.endpointId === null) return episode;
  const { title: _, ...rest } = episode;
  return { ...rest, grade, ...(title !== null && { title }) };
}

/** What people say it affects beside what the checks found. */
function affecting(episode: Episode, members: readonly Running[], { affects }: Worked): Episode {
  if (episode.endpointId === null) return episode;
  const found = members.map((member) => member.episode.endpointId);
  const also = affects.filter(({ id }) => !found.includes(id));
  const tags = [...new Set([...episode.tags, ...also.flatMap((one) => one.tags)])];
  return { ...episode, tags, also: also.map(({ id, name }) => ({ id, name })) };
}
