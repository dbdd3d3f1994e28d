import type { Instant } from "../domain/instant";
import type { RoomPublication } from "../protocol/frames";
import type { PublicMonth, PublicPage } from "../protocol/page";
import type { Position } from "../protocol/position";
import type { PageEntry } from "./pages";
import type { Dispatched, Entry, Looked, Task } from "./probing";

/** What failed a moment ago and is to be looked at again: before its next tick, by itself. */
export type Retry = { endpointId: string; at: Instant };

/**
 * What the Worker asks of each Durable Object. The bindings name these and not the classes, which
 * read the bindings themselves.
 */
export interface RoomRpc extends Rpc.DurableObjectBranded {
  position(): Promise<Position>;
  publish(publication: RoomPublication): Promise<string[]>;
  renew(): Promise<void>;
  end(): Promise<void>;
  expel(listener: string): Promise<void>;
  listening(): string[];
}

export interface ClockRpc extends Rpc.DurableObjectBranded {
  wake(): Promise<void>;
  cronFired(at: Instant): Promise<void>;
  lookAgain(retries: Retry[]): Promise<void>;
  renewRoom(room: string): Promise<void>;
  willTell(id: string): Promise<void>;
  told(id: string): void;
}

export interface RegionProbeRpc extends Rpc.DurableObjectBranded {
  look(task: Task, spentMs: number, isTest: boolean): Promise<Looked>;
}

export interface DispatcherRpc extends Rpc.DurableObjectBranded {
  probe(shards: Entry[][]): Promise<Dispatched>;
}

export interface NotifierRpc extends Rpc.DurableObjectBranded {
  wake(): Promise<void>;
}

export interface ChannelQueueRpc extends Rpc.DurableObjectBranded {
  wake(channelId: string): Promise<void>;
  tryNow(channelId: string): Promise<void>;
  end(): Promise<void>;
}

export interface StatusPagesRpc extends Rpc.DurableObjectBranded {
  directory(): Promise<PageEntry[]>;
  page(id: string): Promise<PublicPage | null>;
  month(id: string, month: string | null): Promise<PublicMonth | null>;
  forget(): void;
  hash(password: string, salt: string): Promise<string>;
}

export interface DoorkeeperRpc extends Rpc.DurableObjectBranded {
  take(limit: number, now: number): Promise<number | null>;
  giveBack(attempts: number): Promise<void>;
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
}
