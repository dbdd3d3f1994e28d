import type { SubscriptionKind } from "../domain/pages/subscription";

/** A subscription, to whoever has its token. */
export type SubscriptionView = {
  kind: SubscriptionKind;
  /** Enough of it to be known again. */
  address: string;
  page: { slug: string; title: string };
  /** Names of components; null is all of the page. */
  components: string[] | null;
  isConfirmed: boolean;
  /** What a webhook's messages are signed with. */
  secret: string | null;
};

/** The same to those who edit the page. */
export type SubscriberView = {
  id: string;
  kind: SubscriptionKind;
  /** A mail address, or the host of what would be a secret. */
  address: string;
  components: string[] | null;
  createdAt: string;
  /** Null until whoever is reached there has confirmed. */
  confirmedAt: string | null;
};

/** What became of a form that asked. */
export const SUBSCRIBE_PROBLEMS = [
  "address",
  "components",
  "push",
  "often",
  "busy",
  "full",
] as const;
export type SubscribeProblem = (typeof SUBSCRIBE_PROBLEMS)[number];
