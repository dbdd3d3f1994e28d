import type { Context } from "hono";
import { routePath } from "hono/route";
import { logError, errorText } from "../log";
import type { ApiPorts } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import { DecryptionError } from "../secrets/encryption";
import { ERROR_STATUS, type ApiError, type EditConflict, type ErrorCode } from "../protocol/errors";

/** An answer that is not the one hoped for. Its message says what was expected and what was seen. */
export class HttpError extends Error {
  override name = "HttpError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly fields?: Record<string, string>,
    readonly conflict?: EditConflict,
  ) {
    super(message);
  }
}

export const notFound = (resource: string, id: string): HttpError =>
  new HttpError(
    "not_found",
    `expected an existing ${resource}, saw ${JSON.stringify(id.slice(0, 80))}`,
  );

/** Refuses where a field has a problem; the first of them is the message. */
export function assertNoFieldErrors(problems: Record<string, string>): void {
  const [first] = Object.entries(problems);
  if (first) throw new HttpError("invalid", first.join(": "), problems);
}
/** An endpoint with all that is known of it, or the refusal that there is none. */
export async function loadEndpoint(ports: ApiPorts, id: string): Promise<EndpointRecord> {
  const record = await ports.endpoints.find(id, ports.now());
  if (!record) throw notFound("endpoint", id);
  return record;
}

/** The one place where a problem becomes an answer. What is not a refusal is ours, and is logged. */
export function toErrorResponse(problem: Error, c: Context): Response {
  if (problem instanceof HttpError) return errorResponse(c, problem);
  const taken = takenField(problem);
  if (taken !== null) {
    const message = "expected a value that nothing else has, saw that somebody took it just now";
    return errorResponse(
      c,
      new HttpError("conflict", `${taken}: ${message}`, { [taken]: message }),
    );
  }
  // Not the path: a heartbeat's says its token.
  logError("api", problem, { method: c.req.method, route: routePath(c) });
  if (/no such table|no such column/.test(errorText(problem))) {
    const message = 'the database is not up to date; run "npx wrangler d1 migrations apply pharos"';
    return errorResponse(c, new HttpError("unavailable", message));
  }
  if (problem instanceof DecryptionError) {
    const message = `a secret could not be sealed or opened: ${problem.message}; see docs/security.md`;
    return errorResponse(c, new HttpError("unavailable", message));
  }
  return errorResponse(
    c,
    new HttpError("internal", "something broke on our side; the log says what"),
  );
}

/**
 * The field of which a unique index knows the value already: what was asked before a write may have
 * changed by the time of the write.
 */
function takenField(problem: Error): string | null {
  const [, column] = /UNIQUE constraint failed: \w+\.(\w+)/.exec(errorText(problem)) ?? [];
  return column?.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) ?? null;
}

function errorResponse(c: Context, problem: HttpError): Response {
  const { code, message, fields, conflict } = problem;
  const error = { code, message, ...(fields && { fields }), ...(conflict && { conflict }) };
  return c.json({ error } satisfies ApiError, ERROR_STATUS[code]);
}
