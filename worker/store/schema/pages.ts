import { sql } from "drizzle-orm";
import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { ComponentGroup, PageTheme, Visibility } from "../../domain/pages/page";
import { versionColumns } from "./version-columns";

/** A page is one row, but for its logo: it is read, edited and cached as a whole. */
export const pagesTable = sqliteTable(
  "pages",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    title: text("title").notNull(),
    description: text("description"),
    isDefault: integer("is_default", { mode: "boolean" }).notNull(),
    domain: text("domain").unique(),
    visibility: text("visibility").$type<Visibility>().notNull(),
    /** Salted and slowly hashed; null where none is asked for. */
    passwordHash: text("password_hash"),
    allowIndexing: integer("allow_indexing", { mode: "boolean" }).notNull(),
    showViewerCount: integer("show_viewer_count", { mode: "boolean" }).notNull().default(false),
    allowSubscriptions: integer("allow_subscriptions", { mode: "boolean" }).notNull().default(true),
    mailChannelId: text("mail_channel_id"),
    /** All that its groups show, each once: by it, it is found whom a change concerns. */
    endpointIds: text("endpoint_ids", { mode: "json" }).$type<string[]>().notNull(),
    groups: text("groups", { mode: "json" }).$type<ComponentGroup[]>().notNull(),
    theme: text("theme", { mode: "json" }).$type<PageTheme>().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    ...versionColumns,
  },
  (table) => [
    // At most one page at `/`, whoever chooses two at once.
    uniqueIndex("pages_default")
      .on(table.isDefault)
      .where(sql`${table.isDefault} = 1`),
  ],
);

/** Images as `data:` addresses: as large as all else of a page, and rarely asked for. */
export const pageLogosTable = sqliteTable("page_logos", {
  pageId: text("page_id").primaryKey(),
  logo: text("logo").notNull(),
});
