/** What is stored for good, by its key: what a kill must neither take nor change. */
export const takeSnapshot = (query) => ({
  ticks: byKey(
    query(`select at as key, source, lag_ms, hex(results) as results, error_messages from ticks
      where stored_at is not null`),
  ),
  incidents: byKey(query("select id as key, * from incidents")),
  transitions: byKey(query("select id as key, * from transitions")),
  statuses: byKey(query("select endpoint as key, version from endpoint_states")),
});

/** What of an earlier snapshot is gone or not the same in a later one, in words. */
export const losses = (before, after) =>
  Object.entries(IS_PRESERVED).flatMap(([table, isPreserved]) =>
    [...before[table]].flatMap(([key, row]) => {
      const now = after[table].get(key);
      if (now && isPreserved(row, now)) return [];
      return [`${table} ${key} ${now ? `became ${JSON.stringify(now)}` : "is gone"}`];
    }),
  );

/** A tick may still get the results of what was slow, and an incident its end. */
const IS_PRESERVED = {
  ticks: (row, now) =>
    now.source === row.source && now.lag_ms === row.lag_ms && now.results.startsWith(row.results),
  incidents: (row, now) =>
    same(
      {
        ...row,
        resolved_at: row.resolved_at ?? now.resolved_at,
        closed_at: row.closed_at ?? now.closed_at,
        state: row.closed_at === null && now.closed_at !== null ? "resolved" : row.state,
      },
      now,
    ),
  transitions: (row, now) => same(row, now),
  statuses: (row, now) => now.version >= row.version,
};

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const byKey = (rows) => new Map(rows.map((row) => [row.key, row]));
