import {
  getTableColumns,
  sql,
  type InferInsertModel,
  type SQL,
  type SQLWrapper,
} from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { SQLiteAsyncDialect, type SQLiteTable } from "drizzle-orm/sqlite-core";

export type Database = DrizzleD1Database & { $client: D1Database };

export const openDatabase = (d1: D1Database): Database => drizzle(d1);

const dialect = new SQLiteAsyncDialect();

/**
 * Writes all of it or nothing, in one round trip. Drizzle's own batch takes no raw SQL with
 * parameters on D1, and its transactions send a BEGIN that D1 refuses.
 */
export function writeBatch(db: Database, statements: readonly SQLWrapper[]): Promise<D1Result[]> {
  return db.$client.batch(
    statements.map((statement) => {
      const { sql, params } = dialect.sqlToQuery(statement.getSQL());
      return db.$client.prepare(sql).bind(...params);
    }),
  );
}

/** The rows that the statements wrote, index entries included, as D1 bills them. */
export const rowsWritten = (results: readonly Pick<D1Result, "meta">[]): number =>
  results.reduce((sum, { meta }) => sum + meta.rows_written, 0);

/** Whether a table may have one more row. */
export const hasRoom = (table: SQLiteTable, max: number): SQL =>
  sql`(select count(*) from ${table}) < ${max}`;

/** Inserts a row where its key is new and the table has room, in one statement: a crowd at once is bounded too. */
export function insertWithin<Table extends SQLiteTable>(
  table: Table,
  row: InferInsertModel<Table>,
  max: number,
): SQL {
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => key in row);
  const names = columns.map(([, column]) => sql.identifier(column.name));
  const values = columns.map(([key, column]) => {
    const value = row[key as keyof typeof row] as unknown;
    return sql`${sql.param(value, column)}`;
  });
  return sql`insert into ${table} (${sql.join(names, sql`, `)})
    select ${sql.join(values, sql`, `)} where ${hasRoom(table, max)}
    on conflict (id) do nothing`;
}
