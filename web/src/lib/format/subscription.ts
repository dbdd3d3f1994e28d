import type { SubscriptionKind } from "$domain/pages/subscription";
import type { SubscribeProblem } from "$protocol/subscription";
import { m } from "$lib/paraglide/messages";

export const subscriptionKindLabel = (kind: SubscriptionKind): string => KINDS[kind]();

const KINDS: Record<SubscriptionKind, () => string> = {
  email: m.subscribe_by_email,
  slack: m.subscribe_by_slack,
  webhook: m.subscribe_by_webhook,
  push: m.subscribe_by_push,
};

export const subscribeProblemText = (problem: SubscribeProblem): string => PROBLEMS[problem]();

const PROBLEMS: Record<SubscribeProblem, () => string> = {
  address: m.subscribe_problem_address,
  components: m.subscribe_problem_components,
  push: m.subscribe_problem_push,
  often: m.subscribe_problem_often,
  busy: m.subscribe_problem_busy,
  full: m.subscribe_problem_full,
};
