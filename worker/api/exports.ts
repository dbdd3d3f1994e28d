import { Hono } from "hono";
import * as v from "valibot";
import { toIso } from "../domain/instant";
import { CHECKS_KEPT_MS } from "../domain/schedule";
import type { ApiPorts, ExportQuery } from "../ports";
import type { ApiEnv } from "./app";
import { loadEndpoint, Refusal } from "./errors";
import { decode, periodOf, periodQuery, queryText } from "./input";

const YEAR_MS = 365 * 86_400_000;

type Cell = string | number | null;
type Table = {
  columns: readonly string[];
  /** How far back it goes where nothing is asked. */
  usualMs: number;
  rows(ports: ApiPorts, asked: ExportQuery): AsyncIterable<Record<string, unknown>>;
};

/** Whatever can be exported, by the name of its file. Times are ISO 8601 in UTC, durations in ms. */
const TABLES: Record<string, Table> = {
  checks: {
    columns: [
      "at",
      "endpointId",
      "endpointName",
      "status",
      "responseTime",
      "statusCode",
      "region",
      "errorMessage",
    ],
    usualMs: CHECKS_KEPT_MS,
    rows: (ports, asked) => ports.exports.checks(asked),
  },
  incidents: {
    columns: [
      "id",
      "endpointId",
      "endpointName",
      "startedAt",
      "resolvedAt",
      "failureCount",
      "errorMessage",
    ],
    usualMs: YEAR_MS,
    rows: (ports, asked) => ports.exports.incidents(asked),
  },
  uptime: {
    columns: [
      "day",
      "endpointId",
      "endpointName",
      "uptime",
      "coveredMs",
      "downtimeMs",
      "worst",
      "incidents",
    ],
    usualMs: YEAR_MS,
    rows: (ports, asked) => ports.exports.uptime(asked),
  },
};
const INSTANTS: ReadonlySet<string> = new Set(["at", "startedAt", "resolvedAt"]);

const query = v.object({ ...periodQuery, endpointId: queryText(64) });

/** Streams: what is exported is never held as a whole. */
export const exports = new Hono<ApiEnv>().get("/:file", async (c) => {
  const file = c.req.param("file");
  const [, name = "", format = ""] = /^(\w+)\.(csv|json)$/.exec(file) ?? [];
  const table = TABLES[name];
  if (!table) {
    const known = Object.keys(TABLES).map((one) => `${one}.csv, ${one}.json`);
    throw new Refusal("not_found", `expected one of ${known.join(", ")}, saw ${file.slice(0, 80)}`);
  }
  const ports = c.var.ports;
  const { endpointId, ...asked } = decode(query, c.req.query());
  const period = periodOf(asked, ports.now(), table.usualMs);
  if (endpointId !== null) await loadEndpoint(ports, endpointId);
  const rows = table.rows(ports, { period, endpointId });
  const text = format === "csv" ? csv(table.columns, rows) : json(table.columns, rows);
  const type = format === "csv" ? "text/csv" : "application/json";
  return c.body(streamOf(text), 200, {
    "content-type": `${type}; charset=utf-8`,
    "content-disposition": `attachment; filename="${file}"`,
  });
});

async function* csv(columns: readonly string[], rows: AsyncIterable<Record<string, unknown>>) {
  yield `${columns.join(",")}\r\n`;
  for await (const row of rows) {
    yield `${columns.map((column) => quoted(cell(row, column))).join(",")}\r\n`;
  }
}

async function* json(columns: readonly string[], rows: AsyncIterable<Record<string, unknown>>) {
  let separator = "[";
  for await (const row of rows) {
    yield (
      separator + JSON.stringify(Object.fromEntries(columns.map((one) => [one, cell(row, one)])))
    );
    separator = ",\n";
  }
  yield separator === "[" ? "[]\n" : "]\n";
}

function cell(row: Record<string, unknown>, column: string): Cell {
  const value = row[column] as Cell;
  return typeof value === "number" && INSTANTS.has(column) ? toIso(value) : value;
}

/** RFC 4180. What a spreadsheet would take for a formula is told apart by an apostrophe. */
function quoted(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

const CHUNK = 64 * 1024;

function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      let text = "";
      while (text.length < CHUNK) {
        const { value, done } = await lines.next();
        if (done) {
          if (text !== "") controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += value;
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
