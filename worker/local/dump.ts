import { bindings } from "./workerd-fixtures";

/** Every row of every table, as a thief of the database would have it. */
export async function dumpDatabase(): Promise<string> {
  const { results } = await bindings.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\' and name not like 'sqlite\\_%' escape '\\'",
  ).all<{ name: string }>();
  const tables = await Promise.all(
    results.map(({ name }) => bindings.DB.prepare(`select * from "${name}"`).all()),
  );
  return JSON.stringify(tables.map((table) => table.results));
}
