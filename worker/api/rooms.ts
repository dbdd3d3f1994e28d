import { Hono, type Context } from "hono";
import { clientAddress, viewerIdOf } from "../auth/client-address";
import { toIso } from "../domain/instant";
import { nextDueAt, phaseSeconds } from "../domain/schedule";
import type { ApiPorts } from "../ports";
import type { RoomState } from "../protocol/api";
import { CLOSE_CODES } from "../protocol/close-codes";
import { PROTOCOL_VERSION } from "../protocol/frames";
import type { Freshness } from "../protocol/position";
import {
  endpointOfRoom,
  incidentOfRoom,
  isIncidentRoom,
  isPageRoom,
  isTeamRoom,
  slugOfRoom,
  type PageRoom,
  type RoomName,
  type TeamRoom,
} from "../protocol/rooms";
import type { ApiEnv } from "./context";
import { notFound, HttpError } from "./errors";
import { freshness } from "./freshness";
import { connectionTags, expiresAtOf, presenceIdentity } from "./actor";

/** The period of PUBLIC_SOCKET_LIMIT in wrangler.toml. */
const RATE_LIMIT_SECONDS = 60;

/** With an upgrade: a socket. Without: where the room stands, to be asked before state is read. */
export const roomRoutes = new Hono<ApiEnv>().get("/:room", (c) => {
  const room = c.req.param("room");
  if (isPageRoom(room)) return joinPageRoom(c, room);
  // A room is heard by whoever may read what it tells of.
  c.var.auth.require("read", { kind: isIncidentRoom(room) ? "incident" : "endpoint" });
  if (!isTeamRoom(room)) throw notFound("room", room);
  return joinRoom(c, room, () => teamFreshness(c.var.ports, room));
});

/** A page that strangers may not see is to them as one that does not exist. */
async function joinPageRoom(c: Context<ApiEnv>, room: PageRoom): Promise<Response> {
  const { ports, auth } = c.var;
  const address = clientAddress(c.req.raw);
  if (address !== null && !(await ports.rooms.isWithinRateLimit(address)))
    throw tooManyConnectionsError(c, RATE_LIMIT_SECONDS);
  const page = await ports.rooms.page(slugOfRoom(room), c.req.raw);
  if (!page) throw notFound("room", room);
  const { visibility, isUnlocked } = page;
  const resource = { kind: "publicPage", visibility, isUnlocked } as const;
  if (!auth.isAllowed("read", resource)) throw notFound("room", room);
  auth.require("read", resource);
  // Public data, on whatever page a widget stands.
  if (page.visibility === "public") c.header("access-control-allow-origin", "*");
  const { asOf, nextExpectedAt } = page;
  return joinRoom(c, room, () => Promise.resolve({ asOf, nextExpectedAt }), page.showViewerCount);
}

async function joinRoom(
  c: Context<ApiEnv>,
  room: RoomName,
  freshnessNow: () => Promise<Freshness>,
  receivesViewerCount = true,
): Promise<Response> {
  const { rooms } = c.var.ports;
  const isUpgrade = isSocket(c);
  if (isUpgrade && c.req.query("v") !== String(PROTOCOL_VERSION)) {
    return closedSocket(
      CLOSE_CODES.unsupportedVersion,
      `this server speaks version ${PROTOCOL_VERSION}`,
    );
  }
  // Whether the room exists is asked before it is touched, its position before its state is read.
  await freshnessNow();
  if (isUpgrade) {
    const { actor } = c.var.auth;
    // Only where people work on something do they see each other.
    const presence = isIncidentRoom(room) ? presenceIdentity(actor) : null;
    const response = await rooms.connect(room, c.req.raw, {
      address: clientAddress(c.req.raw),
      viewer: presence?.viewer ?? (await viewerIdOf(c.req.raw)),
      name: presence?.name ?? null,
      receivesViewerCount,
      tags: connectionTags(actor),
      expiresAt: expiresAtOf(actor),
    });
    if (response.status === 101) return response;
    const seconds = Number(response.headers.get("retry-after"));
    // A browser sees close codes, not the status of a refused upgrade; others read the answer.
    if (c.req.header("origin") === undefined) throw tooManyConnectionsError(c, seconds);
    return closedSocket(CLOSE_CODES.tooManyConnections, `try again after ${seconds} s`);
  }
  const live = await rooms.position(room);
  const state: RoomState = { room, live, ...(await freshnessNow()) };
  return c.json(state);
}

const NO_CHECKS: Freshness = { asOf: null, nextExpectedAt: null };

/**
 * An endpoint's room is as fresh as the endpoint; without the endpoint, or the incident, there is no
 * room.
 */
async function teamFreshness(ports: ApiPorts, room: TeamRoom): Promise<Freshness> {
  if (isIncidentRoom(room)) {
    if (await ports.incidents.find(incidentOfRoom(room))) return NO_CHECKS;
    throw notFound("room", room);
  }
  const endpointId = endpointOfRoom(room);
  if (endpointId === null) return freshness(ports);
  const record = await ports.endpoints.find(endpointId, ports.now());
  if (!record) throw notFound("room", room);
  const { endpoint, lastCheck } = record;
  if (!lastCheck || endpoint.paused) return NO_CHECKS;
  const { id, intervalSeconds } = endpoint;
  const schedule = { intervalSeconds, phaseSeconds: phaseSeconds(id, intervalSeconds) };
  return { asOf: toIso(lastCheck.at), nextExpectedAt: toIso(nextDueAt(schedule, lastCheck.at)) };
}

const isSocket = (c: Context): boolean => c.req.header("upgrade")?.toLowerCase() === "websocket";

function tooManyConnectionsError(c: Context, seconds: number): HttpError {
  c.header("retry-after", String(seconds));
  const message = `expected fewer connections from this address or in this room; try again after ${seconds} s`;
  return new HttpError("rate_limited", message);
}

function closedSocket(code: number, reason: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client });
}
