import { m } from "$lib/paraglide/messages";
import type { RuleView } from "$protocol/notifications";

type Names = ReadonlyMap<string, string>;

/** Who hears what and when, in one line; channels and pages by their ids. */
export function ruleSummary(rule: RuleView, names: { channels: Names; pages: Names }): string {
  const { match, channelIds, delayMinutes, reminderMinutes, escalationSteps, quietHours } = rule;
  const matchText = [
    ...(match.endpointIds.length > 0
      ? [m.rule_sum_endpoints({ count: match.endpointIds.length })]
      : []),
    ...match.tags.map((tag) => `#${tag}`),
    ...match.pages.map((id) => names.pages.get(id) ?? m.rule_sum_page_deleted()),
  ].join(", ");
  return [
    matchText === "" ? m.rule_sum_all_endpoints() : matchText,
    match.level === "degraded" ? m.rule_sum_degraded() : m.rule_sum_down(),
    m.rule_sum_to({ channels: channelIds.map((id) => names.channels.get(id) ?? id).join(", ") }),
    ...(delayMinutes > 0 ? [m.rule_sum_delay({ count: delayMinutes })] : []),
    ...(reminderMinutes === null ? [] : [m.rule_sum_reminder({ count: reminderMinutes })]),
    ...(escalationSteps.length > 0
      ? [m.rule_sum_escalation({ count: escalationSteps.length })]
      : []),
    ...(match.hours ? [m.rule_sum_hours({ from: match.hours.from, to: match.hours.to })] : []),
    ...(quietHours ? [m.rule_sum_quiet_hours({ from: quietHours.from, to: quietHours.to })] : []),
  ].join(" · ");
}
