import type { Channel, Language } from "../../domain/alerts/channel";
import type { Alert, Notification } from "../../domain/alerts/alert";
import { t, type MessageKey } from "./messages";

/** What a message says to people, before any service's format. Nothing in it is escaped. */
export type MessageContent = {
  icon: Icon;
  /** What happened, in one line: who knows nothing else understands it. */
  title: string;
  /** Why, since when, what is being done. */
  lines: string[];
  /** Where to see more. */
  link: string;
  linkLabel: string;
  /** Where whoever hears it may say that they want no more of it. */
  unsubscribe?: { label: string; link: string };
};

export const ICONS = { down: "✕", degraded: "▲", up: "●", note: "○" } as const;
export type Icon = keyof typeof ICONS;

export type Recipient = Pick<Channel, "language" | "timeZone" | "origin" | "name" | "manageUrl">;

export type AlertMessage = Extract<Notification, { alert: Alert }>;

export function iconOf(notification: Notification): Icon {
  if (!("alert" in notification)) return "note";
  if (notification.kind === "ended") {
    return ["recovered", "resolved"].includes(notification.resolution) ? "up" : "note";
  }
  if (notification.kind === "acknowledged" || notification.kind === "updated") return "note";
  return notification.alert.level;
}

const STATES = ["investigating", "identified", "monitoring", "resolved", "postmortem"] as const;
export const stateKey = (status: string): MessageKey =>
  `state_${STATES.find((one) => one === status) ?? "investigating"}`;

export const stateText = (language: Language, status: string): string =>
  t(language, stateKey(status));
