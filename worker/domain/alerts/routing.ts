import type { Instant } from "../instant";
import { endOfHours, matchesRule, RULE_DEFAULTS, type Rule } from "./rule";
import type { AlertGroupMember, AlertGroup } from "./group";

/** What the rules are told of the world. */
export type RoutingContext = {
  rules: readonly Rule[];
  /** Ids of the enabled channels. */
  channelIds: readonly string[];
};

/** Who is told where there is no rule at all. */
const DEFAULT_RULE_ID = "default";

/**
 * The rules that are about some of it, each with what it is about. They count for what begins after
 * they were made; without any, every channel hears every incident.
 */
export function matchRules(
  { members }: AlertGroup,
  { rules, channelIds }: RoutingContext,
): { rule: Rule; members: AlertGroupMember[] }[] {
  const matched = new Map<string, { rule: Rule; members: AlertGroupMember[] }>();
  for (const member of members) {
    const applicable = rules.filter(({ createdAt }) => createdAt <= member.alert.openedAt);
    for (const rule of applicable.length > 0 ? applicable : [defaultRule(channelIds)]) {
      if (!rule.enabled || !matchesRule(rule, member.alert, member.pageIds)) continue;
      const known = matched.get(rule.id);
      if (known) known.members.push(member);
      else matched.set(rule.id, { rule, members: [member] });
    }
  }
  return [...matched.values()];
}

export const defaultRule = (channelIds: readonly string[]): Rule => ({
  ...RULE_DEFAULTS,
  escalationSteps: [],
  id: DEFAULT_RULE_ID,
  name: "",
  channelIds: [...channelIds],
  timeZone: "UTC",
  createdAt: 0,
  updatedAt: 0,
});

/** The instant itself, or the end of what is quietHours then. */
export function nextAllowedAt(
  { quietHours, timeZone }: Rule,
  silences: AlertGroupMember["silences"],
  from: Instant,
): Instant {
  let at = from;
  for (;;) {
    const silence = silences.find((one) => one.from <= at && at < one.to);
    const end = silence ? silence.to : quietHours ? endOfHours(quietHours, timeZone, at) : at;
    if (end === at || end === Infinity) return end;
    at = end;
  }
}
