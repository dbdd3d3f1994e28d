import type { Channel, ChannelKind, ChannelSettings } from "../domain/channel";
import type { Attempt, Delivery, DeliveryStatus, Outcome } from "../domain/delivery";
import type { Instant } from "../domain/instant";
import type { Running } from "../domain/whole";
import type { News, Notification } from "../domain/notification";
import type { Unfinished } from "../domain/published";
import type { PastWhole } from "../domain/rehearsal";
import type { Rule } from "../domain/rule";
import type { Period } from "../domain/uptime";
import type { Worked } from "../domain/worked";
import type { Page, Paged } from "./page";

export type DeliveryRecord = Delivery & {
  channel: string;
  status: DeliveryStatus;
  attemptedAt: Instant | null;
  outcome: Outcome | null;
  statusCode: number | null;
  durationMs: number | null;
  digest: string | null;
};

export type Posted = { number: number; news: News };
export type NewDelivery = { id: string; channelId: string; notification: Notification };

/** What one round of dealing out has decided. */
export type Dealt = {
  /** The last of the outbox that it has seen. */
  through: number;
  changed: Running[];
  /** Ids of episodes of which nothing more is told. */
  settled: string[];
  deliveries: NewDelivery[];
  bulletins: Bulletin[];
  at: Instant;
};

/** What a page says that its subscribers have not heard. */
export type Bulletin = {
  pageId: string;
  /** Ids of all updates of incidents that they have been told of by then. */
  told: string[];
  unfinished: Unfinished;
  deliveries: NewDelivery[];
};

/** What dealing out needs of the platform. */
export type DealingPorts = {
  outbox(limit: number): Promise<Posted[]>;
  episodes(): Promise<Map<string, Running>>;
  /** Which incident each of these is part of; of what is no incident nothing. */
  leads(ids: readonly string[]): Promise<Map<string, string>>;
  /** What people made of those of these incidents that they touched. */
  worked(leads: readonly string[]): Promise<Map<string, Worked>>;
  rules(): Promise<Rule[]>;
  /** Ids of the enabled channels. */
  channelIds(): Promise<string[]>;
  /** Ids of the pages that show an endpoint, by its id. */
  pages(endpointIds: readonly string[]): Promise<Map<string, string[]>>;
  /** Announced work that is under way, by the endpoint's id. */
  maintenances(at: Instant): Promise<Map<string, Period>>;
  /** Of each page that has subscribers. */
  bulletins(at: Instant): Promise<Bulletin[]>;
  store(dealt: Dealt): Promise<void>;
  /** Wakes the queues of all channels for which something waits. Never throws. */
  wakeChannels(): Promise<void>;
  expire(at: Instant): Promise<void>;
};

/** What the queue of one channel needs of the platform. */
export type QueuePorts = {
  channel(id: string): Promise<Channel | null>;
  waiting(id: string): Promise<Delivery[]>;
  /** Those of these episodes of which the channel never heard that they began. */
  unheard(id: string, episodes: readonly string[]): Promise<ReadonlySet<string>>;
  skip(numbers: readonly number[]): Promise<void>;
  /** Gives up on what is older, or on all of it. */
  bury(id: string, before: Instant | null): Promise<void>;
  disable(id: string): Promise<void>;
  settle(
    sent: readonly Delivery[],
    result: { attempt: Attempt; status: DeliveryStatus; at: Instant },
  ): Promise<void>;
  out: WayOut;
  now(): Instant;
  /** 0..1 */
  chance(): number;
};

/** A request to a service, made once, past the guard. */
export type HttpMessage = {
  url: string;
  method?: "POST" | "PUT";
  headers: Record<string, string>;
  body: string | Uint8Array;
};

export type Answer = Omit<Attempt, "durationMs"> & {
  /** The beginning of what was said; to be understood, never to be shown. */
  text: string;
};

/** All ways in which a channel may speak. None throws for what a receiver does. */
export type WayOut = {
  http(message: HttpMessage): Promise<Answer>;
  /** By the platform's binding, where there is one. */
  mail(mail: Mail): Promise<Answer>;
  smtp(server: MailServer, submission: Submission): Promise<Answer>;
};

export type Mail = {
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

export type MailServer = {
  hostname: string;
  port: number;
  security: "tls" | "starttls" | "none";
  credentials: { username: string; password: string } | null;
};

/** A mail as it travels: envelope, and all of it as lines. */
export type Submission = { from: string; to: string[]; data: string };

/** What a service sends to the address of a channel. */
export type HookRequest = { headers: Headers; body: string };

/** What came of it: something to answer, or somebody who takes on an incident. */
export type Heard =
  | { kind: "hello"; answer: object }
  | {
      kind: "acknowledge";
      incidentId: string;
      by: string;
      /** What the service is answered; null where it was done. */
      answer(problem: string | null): object;
    };

/** What the API needs for channels and rules. */
export type NotifyingPorts = {
  channels: {
    list(page: Page): Promise<Paged<Channel>>;
    find(id: string): Promise<Channel | null>;
    enabledIds(): Promise<string[]>;
    /** What a service says to a channel; null where nobody knows who said it. */
    hear(id: string, request: HookRequest): Promise<Heard | null>;
    /** Which of these ids name no channel. */
    missing(ids: readonly string[]): Promise<string[]>;
    /** False where its id was there already. */
    insert(channel: Channel): Promise<boolean>;
    update(channel: Channel): Promise<void>;
    remove(id: string): Promise<void>;
    /** Sends a test at once and writes it down. */
    test(channel: Channel): Promise<Attempt>;
    /** Why an address may not be sent to, as a sentence; null when it may. */
    refusedAddress(url: string): string | null;
    /** What a kind fills in by itself where it was left out. */
    completed(kind: ChannelKind, settings: ChannelSettings): ChannelSettings;
    /** What is stored once the settings of a channel are these. */
    changed(before: Channel, settings: ChannelSettings): ChannelSettings;
    deliveries(
      id: string,
      status: DeliveryStatus | null,
      page: Page,
    ): Promise<Paged<DeliveryRecord>>;
    /** Dead letters wait again: all, or one. Answers how many. */
    revive(id: string, deliveryId: string | null): Promise<number>;
    /** Tries it again now, whatever it said last. */
    wake(id: string): Promise<void>;
  };
  rules: {
    all(): Promise<Rule[]>;
    list(page: Page): Promise<Paged<Rule>>;
    find(id: string): Promise<Rule | null>;
    insert(rule: Rule): Promise<boolean>;
    update(rule: Rule): Promise<void>;
    remove(id: string): Promise<void>;
    /** What happened in a period, as rules see it. */
    past(period: Period): Promise<PastWhole[]>;
  };
  /** What was just written to the outbox goes out. Never throws. */
  wakeNotifier(): Promise<void>;
};
