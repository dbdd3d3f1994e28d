import type { Channel, ChannelKind, ChannelSettings } from "../domain/alerts/channel";
import type {
  DeliveryAttempt,
  Delivery,
  DeliveryStatus,
  DeliveryOutcome,
} from "../domain/alerts/delivery";
import type { Instant } from "../domain/instant";
import type { ActiveAlert } from "../domain/alerts/group";
import type { AlertEvent, Notification } from "../domain/alerts/alert";
import type { OpenItems } from "../domain/pages/update";
import type { PastAlertGroup } from "../domain/alerts/simulation";
import type { Rule } from "../domain/alerts/rule";
import type { Period } from "../domain/status/uptime";
import type { IncidentOverrides } from "../domain/incidents/overrides";
import type { Pagination, Paginated } from "./pagination";

export type DeliveryRecord = Delivery & {
  channelId: string;
  status: DeliveryStatus;
  attemptedAt: Instant | null;
  outcome: DeliveryOutcome | null;
  statusCode: number | null;
  durationMs: number | null;
  batchId: string | null;
};

export type OutboxEvent = { number: number; payload: AlertEvent };
export type NewDelivery = { id: string; channelId: string; payload: Notification };

/** What one round of dealing out has decided. */
export type DispatchResult = {
  /** The last of the outbox that it has seen. */
  lastEventNumber: number;
  changed: ActiveAlert[];
  /** Ids of episodes of which nothing more is told. */
  settled: string[];
  deliveries: NewDelivery[];
  subscriberUpdates: SubscriberUpdate[];
  at: Instant;
};

/** What a page says that its subscribers have not heard. */
export type SubscriberUpdate = {
  pageId: string;
  /** Ids of all updates of incidents that they have been told of by then. */
  notifiedUpdateIds: string[];
  openItems: OpenItems;
  deliveries: NewDelivery[];
};

/** What dealing out needs of the platform. */
export type DispatchDeps = {
  outbox(limit: number): Promise<OutboxEvent[]>;
  alerts(): Promise<Map<string, ActiveAlert>>;
  /** Which incident each of these is part of; of what is no incident nothing. */
  parentIncidents(ids: readonly string[]): Promise<Map<string, string>>;
  /** What people made of those of these incidents that they touched. */
  incidentOverrides(parentIds: readonly string[]): Promise<Map<string, IncidentOverrides>>;
  rules(): Promise<Rule[]>;
  /** Ids of the enabled channels. */
  channelIds(): Promise<string[]>;
  /** Ids of the pages that show an endpoint, by its id. */
  pageIds(endpointIds: readonly string[]): Promise<Map<string, string[]>>;
  /** Announced work that is under way, by the endpoint's id. */
  maintenances(at: Instant): Promise<Map<string, Period>>;
  /** Of each page that has subscribers. */
  subscriberUpdates(at: Instant): Promise<SubscriberUpdate[]>;
  store(result: DispatchResult): Promise<void>;
  /** Wakes the queues of all channels for which something waits. Never throws. */
  wakeChannels(): Promise<void>;
  expire(at: Instant): Promise<void>;
};

/** What the queue of one channel needs of the platform. */
export type QueueDeps = {
  channel(id: string): Promise<Channel | null>;
  pending(id: string): Promise<Delivery[]>;
  /** Those of these episodes of which the channel never heard that they began. */
  undeliveredAlerts(id: string, alertIds: readonly string[]): Promise<ReadonlySet<string>>;
  skip(numbers: readonly number[]): Promise<void>;
  /** Gives up on what is older, or on all of it. */
  markDead(id: string, before: Instant | null): Promise<void>;
  disable(id: string): Promise<void>;
  recordAttempt(
    sent: readonly Delivery[],
    result: { attempt: DeliveryAttempt; status: DeliveryStatus; at: Instant },
  ): Promise<void>;
  /** How messages of this channel leave; what a stranger entered goes to public addresses alone. */
  transport(channel: Channel): Transport;
  now(): Instant;
  /** 0..1 */
  random(): number;
};

/** A request to a service, made once, past the guard. */
export type ProviderRequest = {
  url: string;
  method?: "POST" | "PUT";
  headers: Record<string, string>;
  body: string | Uint8Array;
};

export type ProviderResponse = Omit<DeliveryAttempt, "durationMs"> & {
  /** The beginning of what was said; to be understood, never to be shown. */
  text: string;
};

/** All ways in which a channel may speak. None throws for what a receiver does. */
export type Transport = {
  http(message: ProviderRequest): Promise<ProviderResponse>;
  /** By the platform's binding, where there is one. */
  email(mail: Email): Promise<ProviderResponse>;
  smtp(server: SmtpServer, submission: SmtpMessage): Promise<ProviderResponse>;
};

export type Email = {
  from: string;
  to: string[];
  /** One line. */
  subject: string;
  text: string;
  html: string;
  /** The same when it is sent again. */
  messageId: string;
  /** Of its own beside those that every mail has; one line each. */
  headers: Record<string, string>;
};

export type SmtpServer = {
  hostname: string;
  port: number;
  security: "tls" | "starttls" | "none";
  credentials: { username: string; password: string } | null;
};

/** A mail as it travels: envelope, and all of it as lines. */
export type SmtpMessage = { from: string; to: string[]; data: string };

/** What a service sends to the address of a channel. */
export type InteractionRequest = { headers: Headers; body: string };

/** What came of it: something to answer, or somebody who takes on an incident. */
export type Interaction =
  | { kind: "hello"; answer: object }
  | {
      kind: "acknowledge";
      incidentId: string;
      by: string;
      /** What the service is answered; null where it was done. */
      answer(problem: string | null): object;
    };

/** What the API needs for channels and rules. */
export type NotificationPorts = {
  channels: {
    list(page: Pagination): Promise<Paginated<Channel>>;
    find(id: string): Promise<Channel | null>;
    enabledIds(): Promise<string[]>;
    /** What a service says to a channel; null where nobody knows who said it. */
    handleInteraction(id: string, request: InteractionRequest): Promise<Interaction | null>;
    /** Which of these ids name no channel. */
    missing(ids: readonly string[]): Promise<string[]>;
    /** False where its id was there already. */
    insert(channel: Channel): Promise<boolean>;
    update(channel: Channel): Promise<void>;
    remove(id: string): Promise<void>;
    /** Sends a test at once and writes it down. */
    test(channel: Channel): Promise<DeliveryAttempt>;
    /** Why an address may not be sent to, as a sentence; null when it may. */
    validateAddress(url: string): string | null;
    /** What a kind fills in by itself where it was left out. */
    withGeneratedSecrets(kind: ChannelKind, settings: ChannelSettings): ChannelSettings;
    /** What is stored once the settings of a channel are these. */
    mergeSettings(before: Channel, settings: ChannelSettings): ChannelSettings;
    deliveries(
      id: string,
      status: DeliveryStatus | null,
      page: Pagination,
    ): Promise<Paginated<DeliveryRecord>>;
    /** Dead letters wait again: all, or one. Answers how many. */
    retryDead(id: string, deliveryId: string | null): Promise<number>;
    /** Tries it again now, whatever it said last. */
    wake(id: string): Promise<void>;
  };
  rules: {
    all(): Promise<Rule[]>;
    list(page: Pagination): Promise<Paginated<Rule>>;
    find(id: string): Promise<Rule | null>;
    insert(rule: Rule): Promise<boolean>;
    update(rule: Rule): Promise<void>;
    remove(id: string): Promise<void>;
    /** What happened in a period, as rules see it. */
    pastAlertGroups(period: Period): Promise<PastAlertGroup[]>;
  };
  /** What was just written to the outbox goes out. Never throws. */
  scheduleDispatch(): Promise<void>;
};
