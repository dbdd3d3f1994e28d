import type { Context } from "hono";
import { toIso } from "../domain/instant";

type Cell = string | number | null;
type Rows = AsyncIterable<Record<string, unknown>>;

const INSTANTS: ReadonlySet<string> = new Set(["at", "startedAt", "resolvedAt"]);

/** Rows as a file, streamed: what is exported is never held as a whole. */
export function attachment(
  c: Context,
  {
    file,
    columns,
    rows,
    isCsv,
  }: { file: string; columns: readonly string[]; rows: Rows; isCsv: boolean },
): Response {
  const text = isCsv ? csv(columns, rows) : json(columns, rows);
  return c.body(streamOf(text), 200, {
    "content-type": `${isCsv ? "text/csv" : "application/json"}; charset=utf-8`,
    "content-disposition": `attachment; filename="${file}"`,
  });
}

async function* csv(columns: readonly string[], rows: Rows) {
  yield `${columns.join(",")}\r\n`;
  for await (const row of rows) {
    yield `${columns.map((column) => escapeCell(cell(row, column))).join(",")}\r\n`;
  }
}

async function* json(columns: readonly string[], rows: Rows) {
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
function escapeCell(value: Cell): string {
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
