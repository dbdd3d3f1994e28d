import { integer, sqliteTable, text, index } from "drizzle-orm/sqlite-core";
import type { Role, Scope } from "../../domain/permissions";

/** People and what lets them in. The first five tables are better-auth's, with our names. */

const instant = (name: string) => integer(name, { mode: "timestamp_ms" });

export const usersTable = sqliteTable("users", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: integer("email_verified", { mode: "boolean" }).notNull(),
  image: text("image"),
  role: text("role").$type<Role>().notNull(),
  twoFactorEnabled: integer("two_factor_enabled", { mode: "boolean" }).notNull().default(false),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

export const sessionsTable = sqliteTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    /** Of no use by itself: the cookie that carries it is signed with a key that is not here. */
    token: text("token").notNull().unique(),
    userId: text("user_id").notNull(),
    expiresAt: instant("expires_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** The issuer that vouched for the person; null where a password or a passkey did. */
    provider: text("provider"),
  },
  (table) => [index("sessions_by_user").on(table.userId)],
);

/** Sessions of whoever holds ADMIN_TOKEN. */
export const adminSessionsTable = sqliteTable("admin_sessions", {
  /** Of no use by itself: the cookie that carries it is signed with ADMIN_TOKEN. */
  id: text("id").primaryKey(),
  /** Which ADMIN_TOKEN it was had for. */
  credentialId: text("credential_id").notNull(),
  createdAt: integer("created_at").notNull(),
  seenAt: integer("seen_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  address: text("address"),
  agent: text("agent"),
});

export const accountsTable = sqliteTable(
  "accounts",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id").notNull(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    /** scrypt, with its salt. */
    password: text("password"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [index("accounts_by_user").on(table.userId)],
);

export const verificationsTable = sqliteTable(
  "verifications",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [index("verifications_by_identifier").on(table.identifier)],
);

export const twoFactorsTable = sqliteTable(
  "two_factors",
  {
    id: text("id").primaryKey(),
    /** Sealed by better-auth, under a key made from ours. */
    secret: text("secret").notNull(),
    backupCodes: text("backup_codes").notNull(),
    userId: text("user_id").notNull(),
    verified: integer("verified", { mode: "boolean" }).default(true),
    failedVerificationCount: integer("failed_verification_count").default(0),
    lockedUntil: instant("locked_until"),
    /** The 30 seconds whose code was taken last: that one and those before it open nothing more. */
    lastUsedStep: integer("last_used_step"),
  },
  (table) => [index("two_factors_by_user").on(table.userId)],
);

export const passkeysTable = sqliteTable(
  "passkeys",
  {
    /** The credential's own id. */
    id: text("id").primaryKey(),
    userId: text("user_id").notNull(),
    name: text("name").notNull(),
    publicKey: text("public_key").notNull(),
    counter: integer("counter").notNull(),
    transports: text("transports", { mode: "json" }).$type<string[]>().notNull(),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at"),
  },
  (table) => [index("passkeys_by_user").on(table.userId)],
);

export const invitationsTable = sqliteTable("invitations", {
  id: text("id").primaryKey(),
  tokenHash: text("token_hash").notNull().unique(),
  email: text("email").notNull(),
  role: text("role").$type<Role>().notNull(),
  invitedBy: text("invited_by").notNull(),
  /** The id of the user, or of the ADMIN_TOKEN, who made it: it ends with their right to. */
  createdById: text("created_by_id").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  /** Whose doors it opens again, where it is a recovery. */
  recoveredUserId: text("recovered_user_id"),
  /** The person that came of it; null until it is used. */
  userId: text("user_id"),
});

export const tokensTable = sqliteTable("tokens", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  tokenHash: text("token_hash").notNull().unique(),
  scopes: text("scopes", { mode: "json" }).$type<Scope[]>().notNull(),
  createdBy: text("created_by").notNull(),
  /** The id of the user, or of the ADMIN_TOKEN, who made it: it ends with their right to. */
  createdById: text("created_by_id").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at"),
  lastUsedAt: integer("last_used_at"),
});

/** Every write, with what it changed; never a secret. */
export const auditLogTable = sqliteTable("audit_log", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  at: integer("at").notNull(),
  actorKind: text("actor_kind").notNull(),
  actorId: text("actor_id"),
  actorName: text("actor_name").notNull(),
  /** Method and route: `PATCH /api/v1/endpoints/:id`. */
  action: text("action").notNull(),
  resource: text("resource"),
  before: text("before", { mode: "json" }).$type<unknown>(),
  after: text("after", { mode: "json" }).$type<unknown>(),
  address: text("address"),
});
