import type { Action, Actor, Resource } from "../domain/permissions";
import type { Env } from "../env";
import type { ApiPorts } from "../ports";
import type { HttpError } from "./errors";

/** What every route finds in its context. */
export type ApiEnv = { Bindings: Env; Variables: { ports: ApiPorts; auth: AuthContext } };

/** What a route may ask about whoever comes; a stranger where nobody is known. */
export type AuthContext = {
  actor: Actor;
  isAllowed(action: Action, resource: Resource): boolean;
  /** Refuses whoever may not. */
  require(action: Action, resource: Resource): void;
  /** Why they are a stranger; null where they are not. */
  error: HttpError | null;
  /** Says to the audit log what this write does: it is kept once it is done. */
  addAuditNote(note: AuditNote): void;
};

/** What a write says of itself, where its body does not say it. */
export type AuditNote = {
  /** Who did it, where they were strangers until then. */
  actor?: Actor;
  /** What it was done to, in words that stay when it is gone. */
  resource?: string;
  /** Nothing was changed, or a machine does it every few minutes: nobody would look for it. */
  isUnlogged?: boolean;
  before?: unknown;
  after?: unknown;
};
