import { bindings } from "../fixtures/worker";

const KEPT = "kept_";

/** Keeps what is in the database; each call of what it answers brings that back. */
export async function keepDatabase(): Promise<() => Promise<void>> {
  const { results } = await bindings.DB.prepare(
    "select name from sqlite_master where type = 'table' and sql not like 'create virtual%'",
  ).all<{ name: string }>();
  const tables = results.map(({ name }) => name).filter((name) => !/^(_cf|d1_|sqlite_)/.test(name));
  const statement = (sql: string) => bindings.DB.prepare(sql);
  // How far identifiers were counted is brought back as well.
  const all = [...tables, "sqlite_sequence"];
  await bindings.DB.batch(
    all.map((name) => statement(`create table "${KEPT}${name}" as select * from "${name}"`)),
  );
  const restoring = [
    statement("pragma defer_foreign_keys = on"),
    ...all.flatMap((name) => [
      statement(`delete from "${name}"`),
      statement(`insert into "${name}" select * from "${KEPT}${name}"`),
    ]),
  ];
  return async () => {
    await bindings.DB.batch(restoring);
  };
}
