import type { Context } from "hono";
import { nanoid } from "nanoid";
import type { LimitedKind } from "../domain/limits";
import type { IdempotentRequest } from "../ports/limits";
import { actorKey } from "./actor";
import type { ApiEnv } from "./context";
import { HttpError } from "./errors";
import { assertBelowLimit } from "./limits";

const ID_LENGTH = 12;

type Creation<Prepared, Found> = {
  kind: LimitedKind | `update of ${string}`;
  /** The decoded body. */
  body: unknown;
  find(id: string): Promise<Found | null>;
  /** Refuses what may not be created; nothing is stored yet. */
  prepare(): Promise<Prepared>;
  /** False where the id was there already. */
  insert(id: string, prepared: Prepared): Promise<boolean>;
};

/**
 * Creates something with a new id; with an `Idempotency-Key` once for each actor and key, however often
 * and however quickly it is sent. The same key with another body is another request, and is refused.
 */
export async function createOnce<Prepared, Found>(
  c: Context<ApiEnv>,
  { kind, body, find, prepare, insert }: Creation<Prepared, Found>,
): Promise<{ created: Found; isNew: boolean }> {
  const { ports, auth } = c.var;
  const key = c.req.header("idempotency-key");
  const request = key ? { actor: actorKey(auth.actor), kind, key, body } : null;
  const findRepeated = async () => {
    const id = request && (await createdId(c, request));
    const found = id === null ? null : await find(id);
    // Nothing is done: the log has it from the first time.
    if (found !== null) auth.addAuditNote({ isUnlogged: true });
    return found;
  };
  const repeated = await findRepeated();
  if (repeated !== null) return { created: repeated, isNew: false };
  try {
    if (isLimited(kind)) await assertBelowLimit(ports, kind);
    const prepared = await prepare();
    const id = request ? await claimedId(c, request) : nanoid(ID_LENGTH);
    const isNew = await insert(id, prepared);
    if (!isNew) auth.addAuditNote({ isUnlogged: true });
    const created = await find(id);
    if (created === null) {
      // Others created at the same moment took the last room.
      if (isLimited(kind)) await assertBelowLimit(ports, kind);
      throw new HttpError("conflict", DELETED);
    }
    return { created, isNew };
  } catch (problem) {
    // Of two at once one may fail at what the other has just stored.
    const winner = request && (await findRepeated());
    if (winner) return { created: winner, isNew: false };
    throw problem;
  }
}

const isLimited = (kind: string): kind is LimitedKind => !kind.startsWith("update of ");

async function createdId(c: Context<ApiEnv>, request: IdempotentRequest): Promise<string | null> {
  const before = await c.var.ports.limits.findCreated(request);
  return before && sameRequestId(before);
}

async function claimedId(c: Context<ApiEnv>, request: IdempotentRequest): Promise<string> {
  return sameRequestId(await c.var.ports.limits.claimId(request, nanoid(ID_LENGTH)));
}

function sameRequestId({
  hasSameBody,
  resourceId,
}: {
  hasSameBody: boolean;
  resourceId: string | null;
}): string {
  if (!hasSameBody) {
    throw new HttpError("conflict", "expected the same body as before with this Idempotency-Key");
  }
  if (resourceId === null) throw new HttpError("conflict", DELETED);
  return resourceId;
}

const DELETED =
  "expected what this Idempotency-Key created to be there, saw that it was deleted; use another key";
