import type { Instant } from "../instant";
import { alertEndpointIds, type Alert, type AlertLevel } from "./alert";
import { DAY_MS, MINUTE_MS } from "../schedule";

/** Which episodes a rule is about; an empty list asks for nothing. */
export type RuleMatch = {
  endpointIds: string[];
  /** Any of these. */
  tags: string[];
  /** Ids of status pages: any endpoint that they show. */
  pages: string[];
  /** The least that it hears of. */
  level: AlertLevel;
  /** When it must have begun; null is at any time. */
  hours: Hours | null;
};

/** Of each of these days of the week, in the rule's time zone; `to` at or before `from` is on the next day. */
export type Hours = {
  /** 0 is Sunday. */
  days: number[];
  /** `HH:MM` */
  from: string;
  to: string;
};

/** Whom to tell as well, so long after the first notice, while nobody has acknowledged. */
export type EscalationStep = { afterMinutes: number; channelIds: string[] };

/** Who hears what, and when. */
export type Rule = {
  id: string;
  name: string;
  enabled: boolean;
  match: RuleMatch;
  channelIds: string[];
  /** What is over before is never told. */
  delayMinutes: number;
  /** How often to say that it is still so; null is never. */
  reminderMinutes: number | null;
  escalationSteps: EscalationStep[];
  /** When nothing is said: what remains is said at the end. */
  quietHours: Hours | null;
  timeZone: string;
  createdAt: Instant;
  updatedAt: Instant;
};

export const RULE_BOUNDS = {
  name: { min: 1, max: 80 },
  ids: { max: 200 },
  tags: { max: 50 },
  delayMinutes: { min: 0, max: 1_440 },
  reminderMinutes: { min: 5, max: 10_080 },
  escalationSteps: { max: 10 },
  afterMinutes: { min: 1, max: 10_080 },
} as const;

/** A rule where nothing is said: every channel hears every incident, at once. */
export const RULE_DEFAULTS = {
  enabled: true,
  match: { endpointIds: [], tags: [], pages: [], level: "down", hours: null } as RuleMatch,
  delayMinutes: 0,
  reminderMinutes: null,
  escalationSteps: [] as EscalationStep[],
  quietHours: null,
} as const;

const ALERT_LEVEL_ORDER: Record<AlertLevel, number> = { degraded: 0, down: 1 };

/** `pages` are the ids of those that show any of its endpoints. */
export function matchesRule(
  { match, timeZone }: Pick<Rule, "match" | "timeZone">,
  alert: Alert,
  pages: readonly string[],
): boolean {
  const isAmong = (wanted: readonly string[], has: readonly string[]) =>
    wanted.length === 0 || wanted.some((one) => has.includes(one));
  return (
    ALERT_LEVEL_ORDER[alert.level] >= ALERT_LEVEL_ORDER[match.level] &&
    isAmong(match.endpointIds, alertEndpointIds(alert)) &&
    isAmong(match.tags, alert.tags) &&
    isAmong(match.pages, pages) &&
    (match.hours === null || isWithin(match.hours, timeZone, alert.openedAt))
  );
}

const MINUTES_A_DAY = 1_440;
/** Hours that never end are given up on after this. */
const WEEK_MS = 7 * DAY_MS;

export const isWithin = (hours: Hours, timeZone: string, at: Instant): boolean =>
  minutesLeft(hours, timeZone, at) > 0;

/** The end of the hours in which an instant lies; the instant itself where it lies in none. */
export function endOfHours(hours: Hours, timeZone: string, at: Instant): Instant {
  let end = at;
  for (let left = minutesLeft(hours, timeZone, end); left > 0;) {
    end = end - (end % MINUTE_MS) + left * MINUTE_MS;
    left = end - at > WEEK_MS ? 0 : minutesLeft(hours, timeZone, end);
  }
  // Where the clocks go forward in between, the end is sooner than what was left.
  while (end - MINUTE_MS > at && !isWithin(hours, timeZone, end - MINUTE_MS)) end -= MINUTE_MS;
  return end;
}

/** How many minutes of the hours are still to come; 0 outside of them. */
function minutesLeft({ days, from, to }: Hours, timeZone: string, at: Instant): number {
  const { day, minute } = localTime(timeZone, at);
  const [start, length] = [minuteOfDay(from), lengthInMinutes(from, to)];
  // Those that began today, or yesterday and go on past midnight.
  for (const ago of [0, 1]) {
    if (!days.includes((day - ago + 7) % 7)) continue;
    const since = minute + ago * MINUTES_A_DAY - start;
    if (since >= 0 && since < length) return length - since;
  }
  return 0;
}

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function lengthInMinutes(from: string, to: string): number {
  const length = minuteOfDay(to) - minuteOfDay(from);
  return length > 0 ? length : length + MINUTES_A_DAY;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const cachedFormats = new Map<string, Intl.DateTimeFormat>();

function localTime(timeZone: string, at: Instant): { day: number; minute: number } {
  let format = cachedFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    cachedFormats.set(timeZone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  return {
    day: WEEKDAYS.indexOf(parts["weekday"]!),
    minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
  };
}
