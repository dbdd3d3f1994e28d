import type { Role, Scope } from "../domain/permissions";

/** Who is signed in; null is a stranger. */
export type CurrentUser = {
  person: { id: string; name: string; email: string; role: Role } | null;
  /** Signed in by the admin token: an owner without a name. */
  isAdmin: boolean;
};

export type SignInOptions = {
  /** Nobody is there yet, and the set-up token lets the first person in. */
  isSetup: boolean;
  people: boolean;
  adminToken: boolean;
  /** What the provider of identities is called; null where there is none. */
  oidc: string | null;
};

export type UserView = {
  id: string;
  name: string;
  email: string;
  role: Role;
  hasTwoFactor: boolean;
  passkeys: number;
  createdAt: string;
  lastSeenAt: string | null;
  /** For `If-Match`. */
  version: number;
};

export type InvitationView = {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  /** It opens the doors of somebody who is here already. */
  isRecovery: boolean;
  createdAt: string;
  expiresAt: string;
};

export type ProfileView = {
  id: string;
  name: string;
  email: string;
  role: Role;
  hasTwoFactor: boolean;
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null }[];
};

export type SessionView = {
  id: string;
  isThis: boolean;
  createdAt: string;
  seenAt: string;
  expiresAt: string;
  address: string | null;
  agent: string | null;
};

export type TokenView = {
  id: string;
  name: string;
  scopes: Scope[];
  createdBy: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
};

export type AuditLogEntryView = {
  id: number;
  at: string;
  actor: { kind: string; id: string | null; name: string };
  action: string;
  resource: string | null;
  before: unknown;
  after: unknown;
  address: string | null;
};
