import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Language } from "../domain/channel";
import { NOTHING_UNFINISHED, type Unfinished } from "../domain/published";
import type { SubscriptionKind } from "../domain/subscription";

/** Who asked to hear what a page says. */
export const subscriptions = sqliteTable(
  "subscriptions",
  {
    id: text("id").primaryKey(),
    pageId: text("page_id").notNull(),
    kind: text("kind").$type<SubscriptionKind>().notNull(),
    /** Sealed: its address, its token, and what its messages are signed with. */
    sealed: text("sealed").notNull(),
    /** Digest of its address under a key: it can be found, and neither read nor guessed. */
    address: text("address").notNull(),
    /** Digest of its token, which is long and random. */
    token: text("token").notNull().unique(),
    componentIds: text("component_ids", { mode: "json" }).$type<string[]>(),
    language: text("language").$type<Language>().notNull(),
    origin: text("origin").notNull(),
    createdAt: integer("created_at").notNull(),
    confirmedAt: integer("confirmed_at"),
  },
  (table) => [
    // One of each address and page, and all of a page.
    uniqueIndex("subscriptions_by_page").on(table.pageId, table.address),
    // Those that nobody has confirmed.
    index("subscriptions_by_confirmation").on(table.confirmedAt, table.createdAt),
  ],
);

/** Of what a page's subscribers have been told. */
export const pageNews = sqliteTable("page_news", {
  pageId: text("page_id").primaryKey(),
  /** Ids of updates of incidents. */
  told: text("told", { mode: "json" }).$type<string[]>().notNull(),
  unfinished: text("unfinished", { mode: "json" })
    .$type<Unfinished>()
    .notNull()
    .default(NOTHING_UNFINISHED),
});
