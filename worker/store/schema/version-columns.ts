import { integer, text } from "drizzle-orm/sqlite-core";

/** Of what two people may edit at once: how often it was saved, and by whom last. */
export const versionColumns = {
  version: integer("version").notNull().default(0),
  /** Null where nobody did, or Pharos itself. */
  updatedBy: text("updated_by"),
};
