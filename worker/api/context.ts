import type { Action, Actor, Thing } from "../domain/authority";
import type { Env } from "../env";
import type { ApiPorts } from "../ports";
import type { Refusal } from "./errors";

/** What every route finds in its context. */
export type ApiEnv = { Bindings: Env; Variables: { ports: ApiPorts; asking: Asking } };

/** What a route may ask about whoever comes; a stranger where nobody is known. */
export type Asking = {
  actor: Actor;
  may(action: Action, thing: Thing): boolean;
  /** Refuses whoever may not. */
  need(action: Action, thing: Thing): void;
  /** Why they are a stranger; null where they are not. */
  refusal: Refusal | null;
  /** Says to the audit log what this write does: it is kept once it is done. */
  note(what: Noted): void;
};

/** What a write says of itself, where its body does not say it. */
export type Noted = {
  /** Who did it, where they were strangers until then. */
  actor?: Actor;
  /** What it was done to, in words that stay when it is gone. */
  thing?: string;
  /** A machine does it every few minutes: it is no act that anybody would look for. */
  isRoutine?: boolean;
  before?: unknown;
  after?: unknown;
};
