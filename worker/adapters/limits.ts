import type { Env } from "../env";
import type { CreatedBefore, IdempotentRequest, LimitPorts } from "../ports/limits";
import { hashToken, keyedHash } from "../secrets/hash";
import type { Database } from "../store/database";
import { claimIdempotencyKey, findIdempotencyKey } from "../store/idempotency";
import { countObjects } from "../store/limits";

export function limitPorts(db: Database, env: Env): LimitPorts {
  const limiters = {
    write: env.WRITE_LIMIT,
    heavy: env.HEAVY_REQUEST_LIMIT,
    heartbeat: env.HEARTBEAT_LIMIT,
  };
  const createdBefore = async (
    stored: { bodyHash: string; resourceId: string | null },
    { body }: IdempotentRequest,
  ): Promise<CreatedBefore> => ({
    resourceId: stored.resourceId,
    hasSameBody: stored.bodyHash === (await hashBody(body, env)),
  });
  return {
    count: (kind, owner) => countObjects(db, kind, { now: Date.now(), owner }),
    isWithinRate: async (kind, actor) => (await limiters[kind].limit({ key: actor })).success,
    async findCreated(request) {
      const stored = await findIdempotencyKey(db, await hashKey(request), Date.now());
      return stored && createdBefore(stored, request);
    },
    async claimId(request, resourceId) {
      const stored = await claimIdempotencyKey(db, {
        keyHash: await hashKey(request),
        bodyHash: await hashBody(request.body, env),
        resourceId,
        createdAt: Date.now(),
      });
      return createdBefore(stored, request);
    },
  };
}

/** One key of two actors, or for two kinds, is two keys. */
const hashKey = ({ actor, kind, key }: IdempotentRequest) =>
  hashToken(JSON.stringify([actor, kind, key]));

const hashBody = (body: unknown, env: Env) => keyedHash(JSON.stringify(body), env);
