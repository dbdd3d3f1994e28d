import type { Instant } from "./instant";
import { endOf, isAbout, RULE_DEFAULTS, type Rule } from "./rule";
import type { Part, Whole } from "./whole";

/** What the rules are told of the world. */
export type Surroundings = {
  rules: readonly Rule[];
  /** Ids of the enabled channels. */
  channelIds: readonly string[];
};

/** Who is told where there is no rule at all. */
const DEFAULT_RULE = "default";

/**
 * The rules that are about some of it, each with what it is about. They count for what begins after
 * they were made; without any, every channel hears every incident.
 */
export function rulesFor(
  { parts }: Whole,
  { rules, channelIds }: Surroundings,
): { rule: Rule; parts: Part[] }[] {
  const found = new Map<string, { rule: Rule; parts: Part[] }>();
  for (const part of parts) {
    const made = rules.filter(({ createdAt }) => createdAt <= part.episode.openedAt);
    for (const rule of made.length > 0 ? made : [defaultRule(channelIds)]) {
      if (!rule.enabled || !isAbout(rule, part.episode, part.pages)) continue;
      const known = found.get(rule.id);
      if (known) known.parts.push(part);
      else found.set(rule.id, { rule, parts: [part] });
    }
  }
  return [...found.values()];
}

export const defaultRule = (channelIds: readonly string[]): Rule => ({
  ...RULE_DEFAULTS,
  steps: [],
  id: DEFAULT_RULE,
  name: "",
  channelIds: [...channelIds],
  timeZone: "UTC",
  createdAt: 0,
  updatedAt: 0,
});

/** The instant itself, or the end of what is quiet then. */
export function saidFrom(
  { quiet, timeZone }: Rule,
  silences: Part["silences"],
  from: Instant,
): Instant {
  let at = from;
  for (;;) {
    const silence = silences.find((one) => one.from <= at && at < one.to);
    const end = silence ? silence.to : quiet ? endOf(quiet, timeZone, at) : at;
    if (end === at || end === Infinity) return end;
    at = end;
  }
}
