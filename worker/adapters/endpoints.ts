import type { Env } from "../env";
import type { ApiPorts } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import { hashToken } from "../secrets/hash";
import { decryptSecrets, encryptSecrets } from "../secrets/endpoint-secrets";
import { decrypt, encrypt } from "../secrets/encryption";
import type { Database } from "../store/database";
import {
  countByStatus,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  pauseEndpoint,
  updateEndpoint,
} from "../store/endpoints";
import { removeEndpoint } from "../store/endpoint-removal";
import { loadDependencies, missingEndpoints } from "../store/due-endpoints";
import {
  findPingToken,
  findHeartbeatByToken,
  findHeartbeat,
  setPingToken,
  storeHeartbeat,
} from "../store/heartbeats";

/** Endpoints with their secrets: the API sees them open, the store sealed. */
export function endpointPorts(db: Database, env: Env): ApiPorts["endpoints"] {
  const opened = async (record: EndpointRecord): Promise<EndpointRecord> => ({
    ...record,
    endpoint: await decryptSecrets(record.endpoint, env),
  });
  return {
    list: async (filter, page, now) => {
      const found = await listEndpoints(db, filter, page, now);
      return { ...found, data: await Promise.all(found.data.map(opened)) };
    },
    find: async (id, now) => {
      const record = await findEndpoint(db, id, now);
      return record && opened(record);
    },
    insert: async (endpoint) => insertEndpoint(db, await encryptSecrets(endpoint, env)),
    update: async (record, changes, edit) =>
      updateEndpoint(db, record, await encryptSecrets(changes, env), edit),
    pause: (id, at) => pauseEndpoint(db, id, at),
    remove: (endpoint, edit) => removeEndpoint(db, endpoint, edit),
    countByStatus: (now) => countByStatus(db, now),
    missing: (ids) => missingEndpoints(db, ids),
    dependencies: () => loadDependencies(db),
  };
}

/** Heartbeats by the digest of their tokens, which are kept sealed to be shown again. */
export const heartbeatPorts = (db: Database, env: Env): ApiPorts["heartbeats"] => ({
  isWithinRateLimit: async (address) => (await env.HEARTBEAT_LIMIT.limit({ key: address })).success,
  find: async (token) => findHeartbeatByToken(db, token, await hashToken(token)),
  findByEndpoint: (endpointId) => findHeartbeat(db, endpointId),
  store: (endpoint, heartbeat) => storeHeartbeat(db, endpoint.number, heartbeat),
  findToken: async (endpoint) => {
    const stored = await findPingToken(db, endpoint.number);
    return stored && decrypt(stored, env);
  },
  setToken: async (id, token) =>
    setPingToken(db, id, { hash: await hashToken(token), encrypted: await encrypt(token, env) }),
});
