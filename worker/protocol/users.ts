import type { Role, Scope } from "../domain/permissions";

/** Who is signed in; null is a stranger. */
export type CurrentUser = {
  person: { id: string; name: string; email: string; role: Role } | null;
  /** Signed in by the admin token: an owner without a name. */
  isAdmin: boolean;
  /** A second factor is required here: until they have one, they may set one up and nothing else. */
  needsSecondFactor?: boolean;
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

/** All that is known of a user as a person, for themselves. */
export type ProfileExport = {
  profile: ProfileView;
  /** What signs them in: `credential` is a password, others are identity providers. */
  accounts: { provider: string; createdAt: string }[];
  sessions: SessionView[];
  tokens: TokenView[];
  invitations: Pick<InvitationView, "email" | "role" | "createdAt" | "expiresAt">[];
  /** What they did, newest first. */
  audit: Omit<AuditLogEntryView, "actor">[];
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
