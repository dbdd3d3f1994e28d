import { inject } from "vitest";
import { demoEndpoints, demoMaintenances } from "../../../scripts/demo-endpoints.mjs";
import { demoHistory, type DemoEndpoint } from "../../../scripts/demo-history";
import { demoPage } from "../../../scripts/demo-page.mjs";
import { queryRows } from "../fixtures/pipeline";
import { bindings } from "../fixtures/worker";
import { NOW, reseed, setClock } from "./frozen";
import { idOf as idOfNew, send, recount } from "./world-people";

const MINUTE = 60_000;

/**
 * The demo, as `npm run demo` makes it: its endpoints, ninety days of history, its page. Nobody has asked
 * its endpoints anything yet.
 */
export async function makeDemo(): Promise<{ pageId: string; idOf: Map<string, string> }> {
  setClock(NOW - 90 * 24 * 60 * MINUTE);
  recount();
  const idOf = new Map<string, string>();
  const all = demoEndpoints({
    url: inject("target"),
    rawPorts: inject("rawPorts"),
    tlsPorts: inject("tlsPorts"),
  }) as { name: string; dependsOn?: string[] }[];
  for (const { dependsOn = [], ...endpoint } of all) {
    const wanted = {
      ...endpoint,
      paused: true,
      dependsOn: dependsOn.map((name) => idOf.get(name)),
    };
    idOf.set(endpoint.name, (await send("POST", "/endpoints", wanted))["id"]!);
  }
  setClock(NOW - 5 * MINUTE);
  const page = demoPage(idOf);
  type Shown = { endpointIds?: string[] };
  const components: Shown[] = page.groups.flatMap((group) => group.components as Shown[]);
  const shown = components.flatMap(({ endpointIds = [] }) => endpointIds);
  await writePast(shown);
  for (const { endpointIds, ...maintenance } of demoMaintenances(NOW)) {
    const ids = endpointIds.map((name: string) => idOf.get(name));
    await send("POST", "/maintenances", { ...maintenance, endpointIds: ids });
  }
  const { id } = await send("POST", "/pages", page);
  await trouble(idOf);
  setClock(NOW);
  reseed("demo");
  return { pageId: id!, idOf };
}

/** A page shows no hours older than these. */
const HOURS = 72;

/** As `demo-past.mjs` does it, in the database of a test, and for what the page shows. */
async function writePast(shown: readonly string[]): Promise<void> {
  const run = (sql: string, ...values: unknown[]) => bindings.DB.prepare(sql).bind(...values);
  const ids = JSON.stringify(shown);
  await run(
    "update endpoints set paused = 0 where id in (select value from json_each(?))",
    ids,
  ).run();
  const all = await queryRows<DemoEndpoint>("select number, id, name, kind from endpoints");
  const history = demoHistory(
    all.filter(({ id }) => shown.includes(id)),
    NOW,
  );
  const inserts = Object.entries(history).flatMap(([table, rows]) =>
    rows
      .filter(({ hour }) => hour === undefined || Number(hour) > NOW / 3_600_000 - HOURS)
      .map((row) => {
        const names = Object.keys(row);
        const marks = names.map(() => "?").join();
        return run(
          `insert or ignore into ${table} (${names.join()}) values (${marks})`,
          ...Object.values(row),
        );
      }),
  );
  for (let from = 0; from < inserts.length; from += 500) {
    await bindings.DB.batch(inserts.slice(from, from + 500));
  }
  await run(
    `update endpoint_states set status = 'UP', error_message = null,
       since = (select max(since) from transitions where transitions.endpoint = endpoint_states.endpoint)
     where endpoint in (select endpoint from transitions)`,
  ).run();
  await run(
    "update rollup_cursor set through_transition = (select max(id) from transitions)",
  ).run();
}

/** What people say of a bad day: something open, something over, something planned. */
async function trouble(idOf: Map<string, string>): Promise<void> {
  const affected = [{ endpointId: idOf.get("Checkout API")!, impact: "partial_outage" }];
  const slow = [{ endpointId: idOf.get("Search")!, impact: "degraded" }];
  const open = {
    title: "Cards fail",
    severity: "critical",
    affected,
    body: "Some *banks* refuse.",
  };
  const incident = await idOfNew("/incidents", open);
  const over = await idOfNew("/incidents", {
    title: "Slow <search>",
    affected: slow,
    body: "& so on",
  });
  setClock(NOW - 3 * MINUTE);
  const updates = { [incident]: "identified", [over]: "resolved" };
  for (const [id, status] of Object.entries(updates)) {
    await send("POST", `/incidents/${id}/updates`, { status, body: "We **know** why." });
  }
  const at = (minutes: number) => new Date(NOW + minutes * MINUTE).toISOString();
  const window = { title: "A new index", endpointIds: [idOf.get("Search")!], timeZone: "UTC" };
  await send("POST", "/maintenances", { ...window, startsAt: at(-2), endsAt: at(58) });
  await send("POST", "/maintenances", { ...window, startsAt: at(1_440), endsAt: at(1_500) });
}
