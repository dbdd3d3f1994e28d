import type { RuleView } from "$protocol/notifying";

/** A channel that can mail the subscribers of a page. */
export type MailChannel = {
  id: string;
  name: string;
  /** Names of the rules by which the team hears by it; null where it hears all, since there are none. */
  heardBy: string[] | null;
};

type Naming = Pick<RuleView, "name" | "enabled" | "channelIds" | "steps">;

/** Without any rule every channel hears every incident. */
export function rulesNaming(channelId: string, rules: readonly Naming[]): string[] | null {
  if (rules.length === 0) return null;
  return rules
    .filter(
      ({ enabled, channelIds, steps }) =>
        enabled &&
        [channelIds, ...steps.map((step) => step.channelIds)].some((ids) =>
          ids.includes(channelId),
        ),
    )
    .map(({ name }) => name);
}
