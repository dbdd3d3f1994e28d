import type { RuleView } from "$protocol/notifications";

/** A channel that can mail the subscribers of a page. */
export type EmailChannel = {
  id: string;
  name: string;
  /** Names of the rules by which the team hears by it; null where it hears all, since there are none. */
  ruleNames: string[] | null;
};

type RuleChannels = Pick<RuleView, "name" | "enabled" | "channelIds" | "escalationSteps">;

/** Without any rule every channel hears every incident. */
export function rulesUsingChannel(
  channelId: string,
  rules: readonly RuleChannels[],
): string[] | null {
  if (rules.length === 0) return null;
  return rules
    .filter(
      ({ enabled, channelIds, escalationSteps }) =>
        enabled &&
        [channelIds, ...escalationSteps.map((step) => step.channelIds)].some((ids) =>
          ids.includes(channelId),
        ),
    )
    .map(({ name }) => name);
}
