import type { Instant } from "../instant";
import { alertEndpointIds, SEVERITY_ORDER, severityOf } from "./alert";
import { defaultRule, matchRules, nextAllowedAt, type RoutingContext } from "./routing";
import type { Rule } from "./rule";
import { MINUTE_MS } from "../schedule";
import {
  groupResolution,
  type AlertGroupMember,
  type NotificationState,
  type RuleState,
  type AlertGroup,
} from "./group";

/** One channel is to hear one thing of an incident. */
export type PlannedNotification = {
  /** The same whenever it is planned: who has it needs no second one. */
  id: string;
  kind: "opened" | "reminder" | "escalated" | "expanded" | "ended";
  channelId: string;
  ruleId: string;
  /** Ids of the episodes that the rule is about. */
  alertIds: string[];
  /** Of `expanded`: ids of the episodes that joined, and whether it is worse than it was. */
  expansion?: Expansion;
  at: Instant;
};

export type Expansion = { joinedAlertIds: string[]; isEscalation: boolean };

export type NotificationPlan = {
  notifications: PlannedNotification[];
  notificationState: NotificationState;
  /** Channels that know of the incident and not of a part yet, by the id of its episode. */
  unnotified: Map<string, Set<string>>;
  /** When to plan again, at the latest; null where only news can change anything. */
  nextAt: Instant | null;
  /** Nothing will ever be told of it again. */
  isSettled: boolean;
};

/** What is to be told of an incident by now, and has not been. Planned twice it is planned once. */
export function planNotifications(
  group: AlertGroup,
  context: RoutingContext,
  at: Instant,
): NotificationPlan {
  const plan = new Planner(group, context, at);
  for (const { rule, members } of matchRules(group, context)) plan.applyRule(rule, members);
  plan.planExpansions();
  plan.planResolutions();
  return plan.result();
}

/** Who has heard of a part by then, and by which rule. */
export const notifiedChannels = (
  { notificationState, unnotified }: NotificationPlan,
  id: string,
): NotificationState["notifiedChannels"] =>
  Object.fromEntries(
    Object.entries(notificationState.notifiedChannels).filter(
      ([channelId]) => !unnotified.get(id)?.has(channelId),
    ),
  );

class Planner {
  readonly #notifications: PlannedNotification[] = [];
  readonly #state: NotificationState;
  readonly #unnotified: NotificationPlan["unnotified"] = new Map();
  #nextAt: Instant | null = null;
  /** What each rule is about. */
  readonly #alertIds = new Map<string, string[]>();
  /** When all of it was over; never, so far. */
  readonly #resolvedAt: Instant;

  constructor(
    readonly group: AlertGroup,
    readonly context: RoutingContext,
    readonly at: Instant,
  ) {
    this.#state = copyState(group.notificationState);
    this.#resolvedAt = groupResolution(group.members)?.endedAt ?? Infinity;
  }

  applyRule(rule: Rule, members: readonly AlertGroupMember[]): void {
    const { acknowledgedAt } = this.group;
    const stoppedAt = Math.min(this.#resolvedAt, acknowledgedAt ?? Infinity);
    this.#alertIds.set(
      rule.id,
      members.map(({ alert }) => alert.id),
    );
    let progress = this.#state.rules[rule.id];
    if (!progress) {
      const firstAt = Math.min(...members.map((member) => this.#firstAt(rule, member)));
      if (!this.#isDue(firstAt)) return;
      for (const channelId of rule.channelIds) this.#notify("opened", rule, channelId);
      progress = { notifiedAt: this.at, remindedAt: this.at, reminderCount: 0, escalationCount: 0 };
      this.#state.rules[rule.id] = progress;
    }
    this.#escalate(rule, progress, stoppedAt);
    this.#remind(rule, progress, stoppedAt);
  }

  /** Who heard of it hears what joined it since, and that it is worse; nobody hears the same twice. */
  planExpansions(): void {
    const { alert } = this.group.members[0]!;
    const severity = severityOf(alert);
    const before =
      this.group.notificationState.notifiedSeverity ??
      (alert.endpointId === null ? severity : "major");
    if (alert.severity !== undefined) this.#state.notifiedSeverity = severity;
    if (this.#resolvedAt !== Infinity) return;
    const isEscalation = SEVERITY_ORDER[severity] > SEVERITY_ORDER[before];
    for (const [channelId, ruleId] of Object.entries(
      this.group.notificationState.notifiedChannels,
    )) {
      const rule = this.context.rules.find(({ id }) => id === ruleId) ?? defaultRule([]);
      const joinedMembers = this.#joinedMembers(channelId, rule);
      if (joinedMembers.length === 0 && !isEscalation) continue;
      if (!this.context.channelIds.includes(channelId)) continue;
      const joinedAlertIds = joinedMembers.map(({ alert: { id } }) => id);
      const expansion = { joinedAlertIds, isEscalation };
      this.#add("expanded", ruleId, channelId, `${this.at}`, expansion);
    }
  }

  /** Who heard of it hears that it is over, and nobody else. */
  planResolutions(): void {
    const end = groupResolution(this.group.members);
    if (!end || end.resolution === "worse") return;
    for (const [channelId, ruleId] of Object.entries(this.#state.notifiedChannels)) {
      if (this.#state.closedChannels.includes(channelId)) continue;
      const rule = this.context.rules.find(({ id }) => id === ruleId);
      const dueAt = rule ? this.#nextAllowedAt(rule, end.endedAt) : end.endedAt;
      if (!this.#isDue(dueAt)) continue;
      if (this.context.channelIds.includes(channelId)) this.#add("ended", ruleId, channelId);
      this.#state.closedChannels.push(channelId);
    }
  }

  result(): NotificationPlan {
    return {
      notifications: this.#notifications,
      notificationState: this.#state,
      unnotified: this.#unnotified,
      nextAt: this.#nextAt,
      isSettled: this.#resolvedAt !== Infinity && this.#nextAt === null,
    };
  }

  /** The parts of which a channel has not heard and may by now. */
  #joinedMembers(channelId: string, rule: Rule): AlertGroupMember[] {
    const { members } = this.group;
    return members.filter((member, index) => {
      const { alert, endedAt, notifiedChannelIds } = member;
      if (endedAt !== null || !notifiedChannelIds || notifiedChannelIds.includes(channelId))
        return false;
      // What was named before, by people or by an earlier failure, is no news.
      const isNamed = members
        .slice(0, index)
        .some((other) => alertEndpointIds(other.alert).includes(alert.endpointId ?? ""));
      if (isNamed || this.#isDue(this.#firstAt(rule, member))) return !isNamed;
      this.#unnotified.set(alert.id, (this.#unnotified.get(alert.id) ?? new Set()).add(channelId));
      return false;
    });
  }

  /** When a rule would first tell of a part; never, where that is over or taken on by then. */
  #firstAt(rule: Rule, { alert: { openedAt }, endedAt, silences }: AlertGroupMember): Instant {
    const resolvedAt = endedAt ?? Infinity;
    const firstAt = nextAllowedAt(rule, silences, openedAt + rule.delayMinutes * MINUTE_MS);
    const stoppedAt = Math.min(resolvedAt, this.group.acknowledgedAt ?? Infinity);
    // What was told at once is told even if somebody was quicker.
    return firstAt >= (firstAt === openedAt ? resolvedAt : stoppedAt) ? Infinity : firstAt;
  }

  #escalate(rule: Rule, progress: RuleState, stoppedAt: Instant): void {
    for (; progress.escalationCount < rule.escalationSteps.length; progress.escalationCount++) {
      const { afterMinutes, channelIds } = rule.escalationSteps[progress.escalationCount]!;
      const dueAt = this.#nextAllowedAt(rule, progress.notifiedAt + afterMinutes * MINUTE_MS);
      if (Math.max(dueAt, this.at) >= stoppedAt || !this.#isDue(dueAt)) return;
      for (const channelId of channelIds) {
        this.#notify("escalated", rule, channelId, `${progress.escalationCount + 1}`);
      }
    }
  }

  #remind(rule: Rule, progress: RuleState, stoppedAt: Instant): void {
    if (rule.reminderMinutes === null) return;
    const everyMs = rule.reminderMinutes * MINUTE_MS;
    const dueAt = this.#nextAllowedAt(rule, progress.remindedAt + everyMs);
    if (Math.max(dueAt, this.at) < stoppedAt && this.#isDue(dueAt)) {
      progress.reminderCount++;
      progress.remindedAt = this.at;
      for (const channelId of rule.channelIds) {
        this.#notify("reminder", rule, channelId, `${progress.reminderCount}`);
      }
      if (this.at + everyMs < stoppedAt) this.#isDue(this.#nextAllowedAt(rule, this.at + everyMs));
    }
  }

  /** Whether it is time; if not, it is remembered when it will be. */
  #isDue(dueAt: Instant): boolean {
    if (dueAt <= this.at) return true;
    if (dueAt !== Infinity) this.#nextAt = Math.min(dueAt, this.#nextAt ?? Infinity);
    return false;
  }

  #notify(kind: PlannedNotification["kind"], rule: Rule, channelId: string, number = ""): void {
    if (!this.context.channelIds.includes(channelId)) return;
    // Two rules that name the same channel tell it once.
    if (kind === "opened" && channelId in this.#state.notifiedChannels) return;
    this.#state.notifiedChannels[channelId] ??= rule.id;
    this.#add(kind, rule.id, channelId, kind === "opened" ? "" : `${rule.id}.${number}`);
  }

  #add(
    kind: PlannedNotification["kind"],
    ruleId: string,
    channelId: string,
    suffix = "",
    expansion?: Expansion,
  ): void {
    const id = [this.group.id, channelId, kind, suffix].filter(Boolean).join(".");
    const alertIds = this.#alertIds.get(ruleId) ?? [];
    this.#notifications.push({
      ...{ id, kind, channelId, ruleId, alertIds, at: this.at },
      ...(expansion && { expansion }),
    });
  }

  /** From when on something may be said of any of it. */
  #nextAllowedAt(rule: Rule, from: Instant): Instant {
    const open = this.group.members.filter(({ endedAt }) => endedAt === null);
    const relevant = open.length > 0 ? open : this.group.members;
    return Math.min(...relevant.map(({ silences }) => nextAllowedAt(rule, silences, from)));
  }
}

const copyState = ({
  rules,
  notifiedChannels,
  closedChannels,
  notifiedSeverity,
}: NotificationState): NotificationState => ({
  ...(notifiedSeverity && { notifiedSeverity }),
  rules: Object.fromEntries(Object.entries(rules).map(([id, one]) => [id, { ...one }])),
  notifiedChannels: { ...notifiedChannels },
  closedChannels: [...closedChannels],
});
