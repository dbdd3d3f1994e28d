import type { Channel, Language } from "../../domain/channel";
import type { Episode, Notification } from "../../domain/notification";
import { say, type MessageKey } from "./messages";

/** What a message says to people, before any service's format. Nothing in it is escaped. */
export type Text = {
  mark: Mark;
  /** What happened, in one line: who knows nothing else understands it. */
  title: string;
  /** Why, since when, what is being done. */
  lines: string[];
  /** Where to see more. */
  link: string;
  linkLabel: string;
  /** Where whoever hears it may say that they want no more of it. */
  end?: { label: string; link: string };
};

export const MARKS = { down: "✕", degraded: "▲", up: "●", note: "○" } as const;
export type Mark = keyof typeof MARKS;

export type Reader = Pick<Channel, "language" | "timeZone" | "origin" | "name" | "manageUrl">;

export type OfEpisode = Extract<Notification, { episode: Episode }>;

export function markOf(notification: Notification): Mark {
  if (!("episode" in notification)) return "note";
  if (notification.kind === "ended") {
    return ["recovered", "resolved"].includes(notification.ending) ? "up" : "note";
  }
  if (notification.kind === "acknowledged" || notification.kind === "updated") return "note";
  return notification.episode.severity;
}

const STATES = ["investigating", "identified", "monitoring", "resolved", "postmortem"] as const;
export const stateKey = (status: string): MessageKey =>
  `state_${STATES.find((one) => one === status) ?? "investigating"}`;

export const stateWord = (language: Language, status: string): string =>
  say(language, stateKey(status));
