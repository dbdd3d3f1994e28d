import type { Instant } from "../domain/instant";
import type { RoomPublication } from "../protocol/frames";
import type { PublicMonth, PublicPage } from "../protocol/public-page";
import type { Position } from "../protocol/position";
import type { PageEntry } from "./pages";
import type { FanOutResult, ProbeJob, CheckRun, Task } from "./probing";

/** What failed a moment ago and is to be looked at again: before its next tick, by itself. */
export type ScheduledRetry = { endpointId: string; at: Instant };

/**
 * What the Worker asks of each Durable Object. The bindings name these and not the classes, which
 * read the bindings themselves.
 */
export type RoomRpc = {
  position(): Promise<Position>;
  publish(publication: RoomPublication): Promise<string[]>;
  resetEpoch(): Promise<void>;
  end(): Promise<void>;
  disconnectSessions(listener: string): Promise<void>;
  activeRooms(): string[];
} & Rpc.DurableObjectBranded;

export type ClockRpc = {
  wake(): Promise<void>;
  cronFired(at: Instant): Promise<void>;
  scheduleRetries(retries: ScheduledRetry[]): Promise<void>;
  scheduleReset(room: string): Promise<void>;
  beginPublish(id: string): Promise<void>;
  endPublish(id: string): void;
} & Rpc.DurableObjectBranded;

export type RegionProbeRpc = {
  runCheck(task: Task, spentMs: number, isTest: boolean): Promise<CheckRun>;
} & Rpc.DurableObjectBranded;

export type ProbeFanOutRpc = {
  probe(shards: ProbeJob[][]): Promise<FanOutResult>;
} & Rpc.DurableObjectBranded;

export type NotificationDispatcherRpc = {
  wake(): Promise<void>;
} & Rpc.DurableObjectBranded;

export type ChannelQueueRpc = {
  wake(channelId: string): Promise<void>;
  retryNow(channelId: string): Promise<void>;
  end(): Promise<void>;
} & Rpc.DurableObjectBranded;

export type StatusPageCacheRpc = {
  directory(): Promise<PageEntry[]>;
  page(id: string): Promise<PublicPage | null>;
  month(id: string, month: string | null): Promise<PublicMonth | null>;
  invalidate(): void;
} & Rpc.DurableObjectBranded;

export type LoginLimiterRpc = {
  consume(limit: number, now: number): Promise<number | null>;
  refund(attempts: number): Promise<void>;
} & Rpc.DurableObjectBranded;

export type PasswordHasherRpc = {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
} & Rpc.DurableObjectBranded;
