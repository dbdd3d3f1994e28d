import { gradeOf, type Episode } from "../domain/notification";

/** How much a service that wakes people is to make of an incident. */
export type Urgency = "critical" | "high" | "low";

export function urgencyOf(episode: Episode): Urgency {
  const grade = gradeOf(episode);
  // Of what checks found, major is also what is stored while people say nothing of it.
  if (episode.endpointId !== null && grade === "major") {
    return episode.severity === "down" ? "critical" : "low";
  }
  return BY_GRADE[grade];
}

const BY_GRADE = { critical: "critical", major: "high", minor: "low" } as const;
