import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What was created by requests with an `Idempotency-Key`, for a day. */
export const idempotencyKeysTable = sqliteTable(
  "idempotency_keys",
  {
    /** Digest of who sent it, the kind of what it creates, and the key. */
    keyHash: text("key_hash").primaryKey(),
    /** Digest of the body under a key of ours: it may hold secrets. */
    bodyHash: text("body_hash").notNull(),
    /** Null once it is deleted. */
    resourceId: text("resource_id"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    // What a deletion forgets.
    index("idempotency_keys_by_resource").on(table.resourceId),
    // What is cleared away.
    index("idempotency_keys_by_creation").on(table.createdAt),
  ],
);
