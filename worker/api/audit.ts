import { Hono } from "hono";
import * as v from "valibot";
import { toIso } from "../domain/instant";
import type { AuditLogEntryView } from "../protocol/users";
import { exportAuditEntries, listAuditEntries, type AuditEntry } from "../store/audit-log";
import type { ApiEnv } from "./context";
import { attachment } from "./download";
import { HttpError } from "./errors";
import { decode, pageQuery } from "./input";

const COLUMNS = [
  "id",
  "at",
  "actorKind",
  "actorName",
  "action",
  "resource",
  "before",
  "after",
  "address",
];

/** Who did what, newest first; and all of it, as a file. */
export const auditRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const found = await listAuditEntries(c.env.DB, decode(v.object(pageQuery), c.req.query()));
    return c.json({ ...found, data: found.data.map(auditView) });
  })
  .get("/:file", (c) => {
    const file = c.req.param("file");
    const [, format] = /^export\.(csv|json)$/.exec(file) ?? [];
    if (!format) {
      throw new HttpError(
        "not_found",
        `expected export.csv or export.json, saw ${file.slice(0, 80)}`,
      );
    }
    const rows = csvRows(exportAuditEntries(c.env.DB));
    return attachment(c, {
      file: `audit.${format}`,
      columns: COLUMNS,
      rows,
      isCsv: format === "csv",
    });
  });

async function* csvRows(entries: AsyncIterable<AuditEntry>) {
  for await (const { before, after, ...entry } of entries) {
    yield { ...entry, before: text(before), after: text(after) };
  }
}

const text = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

const auditView = ({
  at,
  actorKind,
  actorId,
  actorName,
  ...entry
}: AuditEntry): AuditLogEntryView => ({
  ...entry,
  at: toIso(at),
  actor: { kind: actorKind, id: actorId, name: actorName },
});
