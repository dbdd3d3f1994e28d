import { runInDurableObject } from "cloudflare:test";
import { onTestFinished, vi } from "vitest";
import { bindings, OWNER_HEADERS, fetchWorker } from "../fixtures/worker";
import type { RoomName } from "../../protocol/rooms";

export type Listener = {
  name: string;
  room: RoomName;
  socket: WebSocket;
  /** As they were sent, those that nobody has taken yet. */
  frames: string[];
  closed: Promise<string>;
  isClosed: boolean;
  pong(): Promise<unknown>;
};

/** A socket in a room, through the Worker's front door. Its greeting has come. */
export async function enter(
  name: string,
  room: RoomName,
  { query = "v=1", headers = OWNER_HEADERS as object } = {},
): Promise<Listener> {
  const upgrade = { "user-agent": name, ...headers, upgrade: "websocket" };
  const { webSocket: socket, status } = await fetchWorker(`/api/v1/rooms/${room}?${query}`, {
    headers: upgrade,
  });
  if (!socket) throw new Error(`expected a socket for ${name}, saw ${status}`);
  const pongs: (() => void)[] = [];
  const listener: Listener = {
    name,
    room,
    socket,
    frames: [],
    isClosed: false,
    closed: new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => {
        listener.isClosed = true;
        resolve(`closed: ${code} ${JSON.stringify(reason)}`);
      });
    }),
    pong: () =>
      new Promise<void>((resolve) => {
        pongs.push(resolve);
        socket.send("ping");
      }),
  };
  const begun = new Promise<void>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      if (data === "pong") pongs.shift()?.();
      else listener.frames.push(String(data));
      resolve();
    });
  });
  socket.accept();
  await Promise.race([begun, listener.closed]);
  return listener;
}

/** More than one frame may be on its way of what nobody waits for: who came, who went. */
const ON_THEIR_WAY = 3;

/**
 * All that rooms have sent so far has arrived: a pong comes after what was sent before it. Where somebody
 * came or went the others hear it by the way; that has been sent once what was sent before it is stored.
 */
export async function settled(listeners: readonly Listener[], moved: ReadonlySet<RoomName>) {
  for (const room of moved) {
    await runInDurableObject(bindings.ROOM.getByName(room), async (_, { storage }) => {
      for (let turn = 0; turn < ON_THEIR_WAY; turn++) await storage.sync();
    });
  }
  const open = listeners.filter(({ isClosed }) => !isClosed);
  await Promise.all(open.map((one) => Promise.race([one.pong(), one.closed])));
}

/**
 * The platform notes by its own clock when a socket was last heard, which is decades before the frozen one.
 * Whoever is in the story was heard a moment ago, but for those who come from this address.
 */
export const SILENT = { "cf-connecting-ip": "203.0.113.90" };

export async function listenToEveryRoom(): Promise<void> {
  await runInDurableObject(bindings.ROOM.getByName("all"), (_, state) => {
    const platform = Object.getPrototypeOf(state) as DurableObjectState;
    const spy = vi
      .spyOn(platform, "getWebSocketAutoResponseTimestamp")
      .mockImplementation((socket) => {
        const { address } = socket.deserializeAttachment() as { address: string | null };
        return address === SILENT["cf-connecting-ip"] ? null : new Date(Date.now());
      });
    onTestFinished(() => spy.mockRestore());
  });
}
