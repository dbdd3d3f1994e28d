import type { LimitedKind, RequestKind } from "../domain/limits";

/** A request that may be sent twice: whose it is, what it creates, its key, and its decoded body. */
export type IdempotentRequest = { actor: string; kind: string; key: string; body: unknown };

/** What a request created before; `resourceId` is null once that is deleted. */
export type CreatedBefore = { resourceId: string | null; hasSameBody: boolean };

export type LimitPorts = {
  /** How many there are; `owner` is whose they are, where each has their own. */
  count(kind: LimitedKind, owner: string): Promise<number>;
  /** Counts one request of an actor. */
  isWithinRate(kind: RequestKind | "heartbeat", actor: string): Promise<boolean>;
  findCreated(request: IdempotentRequest): Promise<CreatedBefore | null>;
  /** Of requests with one key the first has its id; answers whose that is. */
  claimId(request: IdempotentRequest, resourceId: string): Promise<CreatedBefore>;
};
