import { Hono } from "hono";
import * as v from "valibot";
import { CHECK_RETENTION_MS } from "../domain/schedule";
import type { ApiPorts, ExportQuery } from "../ports";
import type { ApiEnv } from "./context";
import { attachment } from "./download";
import { loadEndpoint, HttpError } from "./errors";
import { decode, requestedPeriod, periodQuery, queryText } from "./input";

const YEAR_MS = 365 * 86_400_000;

type Table = {
  columns: readonly string[];
  /** How far back it goes where nothing is asked. */
  defaultPeriodMs: number;
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
    defaultPeriodMs: CHECK_RETENTION_MS,
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
      "title",
      "severity",
      "openedBy",
    ],
    defaultPeriodMs: YEAR_MS,
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
    defaultPeriodMs: YEAR_MS,
    rows: (ports, asked) => ports.exports.uptime(asked),
  },
};

const query = v.object({ ...periodQuery, endpointId: queryText(64) });

/** Streams: what is exported is never held as a whole. */
export const exportRoutes = new Hono<ApiEnv>().get("/:file", async (c) => {
  const file = c.req.param("file");
  const [, name = "", format = ""] = /^(\w+)\.(csv|json)$/.exec(file) ?? [];
  const table = TABLES[name];
  if (!table) {
    const known = Object.keys(TABLES).map((one) => `${one}.csv, ${one}.json`);
    throw new HttpError(
      "not_found",
      `expected one of ${known.join(", ")}, saw ${file.slice(0, 80)}`,
    );
  }
  const ports = c.var.ports;
  const { endpointId, ...asked } = decode(query, c.req.query());
  const period = requestedPeriod(asked, ports.now(), table.defaultPeriodMs);
  if (endpointId !== null) await loadEndpoint(ports, endpointId);
  const rows = table.rows(ports, { period, endpointId });
  return attachment(c, { file, columns: table.columns, rows, isCsv: format === "csv" });
});
