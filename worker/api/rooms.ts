import { Hono } from "hono";
import { toIso } from "../domain/instant";
import { nextDueAt, phaseSeconds } from "../domain/schedule";
import type { ApiPorts } from "../ports";
import type { RoomState } from "../protocol/api";
import { CLOSE } from "../protocol/close-codes";
import { PROTOCOL_VERSION, type Freshness } from "../protocol/frames";
import { endpointOfRoom, isRoomName, type RoomName } from "../protocol/rooms";
import type { ApiEnv } from "./app";
import { notFound } from "./errors";
import { freshness } from "./freshness";

/** With an upgrade: a socket. Without: where the room stands, to be asked before state is read. */
export const rooms = new Hono<ApiEnv>().get("/:room", async (c) => {
  const room = c.req.param("room");
  const ports = c.var.ports;
  // A room is heard by whoever may read what it tells of.
  c.var.asking.need("read", { kind: "endpoint" });
  if (!isRoomName(room)) throw notFound("room", room);
  if (c.req.header("upgrade")?.toLowerCase() === "websocket") {
    if (c.req.query("v") !== String(PROTOCOL_VERSION)) return versionNotSpoken();
    await freshnessOf(ports, room);
    return ports.rooms.connect(room, c.req.raw);
  }
  // Whether the room exists is asked before it is touched, its position before its state is read.
  await freshnessOf(ports, room);
  const live = await ports.rooms.position(room);
  const state: RoomState = { room, live, ...(await freshnessOf(ports, room)) };
  return c.json(state);
});

/** An endpoint's room is as fresh as the endpoint; without the endpoint there is no room. */
async function freshnessOf(ports: ApiPorts, room: RoomName): Promise<Freshness> {
  const endpointId = endpointOfRoom(room);
  if (endpointId === null) return freshness(ports);
  const record = await ports.endpoints.find(endpointId, ports.now());
  if (!record) throw notFound("room", room);
  const { endpoint, lastCheck } = record;
  if (!lastCheck || endpoint.paused) return { asOf: null, nextExpectedAt: null };
  const { id, intervalSeconds } = endpoint;
  const rhythm = { intervalSeconds, phaseSeconds: phaseSeconds(id, intervalSeconds) };
  return { asOf: toIso(lastCheck.at), nextExpectedAt: toIso(nextDueAt(rhythm, lastCheck.at)) };
}

/** A browser sees close codes, not the status of a refused upgrade: so the page learns to reload. */
function versionNotSpoken(): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(CLOSE.versionNotSpoken, `this server speaks version ${PROTOCOL_VERSION}`);
  return new Response(null, { status: 101, webSocket: client });
}
