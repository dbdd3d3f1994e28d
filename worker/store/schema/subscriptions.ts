import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Language } from "../../domain/alerts/channel";
import { NO_OPEN_ITEMS, type OpenItems } from "../../domain/pages/update";
import type { SubscriptionKind } from "../../domain/pages/subscription";

/** Who asked to hear what a page says. */
export const subscriptionsTable = sqliteTable(
  "subscriptions",
  {
    id: text("id").primaryKey(),
    pageId: text("page_id").notNull(),
    kind: text("kind").$type<SubscriptionKind>().notNull(),
    /** Sealed: its address, its token, and what its messages are signed with. */
    encryptedPayload: text("encrypted_payload").notNull(),
    /** Digest of its address under a key: it can be found, and neither read nor guessed. */
    addressHash: text("address_hash").notNull(),
    /** Digest of its token, which is long and random. */
    tokenHash: text("token_hash").notNull().unique(),
    componentIds: text("component_ids", { mode: "json" }).$type<string[]>(),
    language: text("language").$type<Language>().notNull(),
    origin: text("origin").notNull(),
    createdAt: integer("created_at").notNull(),
    confirmedAt: integer("confirmed_at"),
  },
  (table) => [
    // One of each address and page, and all of a page.
    uniqueIndex("subscriptions_by_page").on(table.pageId, table.addressHash),
    // Those that nobody has confirmed.
    index("subscriptions_by_confirmation").on(table.confirmedAt, table.createdAt),
  ],
);

/** Of what a page's subscribers have been told. */
export const pageNotificationStateTable = sqliteTable("page_notification_state", {
  pageId: text("page_id").primaryKey(),
  /** Ids of updates of incidents. */
  notifiedUpdateIds: text("notified_update_ids", { mode: "json" }).$type<string[]>().notNull(),
  openItems: text("open_items", { mode: "json" })
    .$type<OpenItems>()
    .notNull()
    .default(NO_OPEN_ITEMS),
});
