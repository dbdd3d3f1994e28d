import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { RoomPublication } from "../protocol/frames";
import type { Position } from "../protocol/position";
import type { ShardStub } from "../room/branches";
import { RoomShard, type RoomDeps } from "../room/part";
import type { RoomLimits } from "../room/sizes";
import { shardName } from "../room/tree";

/** One end of a connection: what the server sends waits until the test lets it arrive. */
export type SimulatedConnection = {
  frames: (string | { closed: number })[];
  /** Half-open: the client is gone and nobody has told the server. */
  isSilent: boolean;
};

type ServerSocket = WebSocket & { line: SimulatedConnection };
type SimulatedShard = {
  name: string;
  storage: ReturnType<typeof createStorage>;
  sockets: Set<ServerSocket>;
  shard: RoomShard | null;
  blocked: Promise<unknown> | null;
};

/**
 * The rooms without the platform: the product's own parts over SQLite in memory, sockets that are
 * queues, calls between objects that can fail before or after they were heard, and a clock by hand.
 */
export function createRoomSimulator(sizes: RoomLimits) {
  const homes = new Map<string, SimulatedShard>();
  let now = 0;
  let epochs = 0;
  /** How the next calls between parts go. */
  const fates: ("lost" | "answer lost")[] = [];

  const home = (name: string): SimulatedShard => {
    const known = homes.get(name) ?? {
      name,
      storage: createStorage(),
      sockets: new Set<ServerSocket>(),
      shard: null,
      blocked: null,
    };
    homes.set(name, known);
    return known;
  };

  const partOf = (at: SimulatedShard): RoomShard => {
    at.shard ??= new RoomShard(at.name, {
      platform: {
        storage: at.storage,
        getWebSockets: () => [...at.sockets],
        getWebSocketAutoResponseTimestamp: (socket: ServerSocket) =>
          socket.line.isSilent ? null : new Date(now),
        blockConcurrencyWhile: <Result>(work: () => Promise<Result>) => {
          const done = work();
          at.blocked = done;
          return done.finally(() => (at.blocked = null));
        },
      },
      stub,
      sizes,
      now: () => now,
      newEpoch: () => `epoch-${++epochs}`,
    } as unknown as RoomDeps);
    return at.shard;
  };

  /** An event of the platform: it waits while its object is blocked. */
  async function enter<Result>(
    name: string,
    work: (part: RoomShard) => Result,
  ): Promise<Awaited<Result>> {
    const at = home(name);
    await Promise.resolve();
    while (at.blocked) await Promise.allSettled([at.blocked]);
    return await work(partOf(at));
  }

  async function call<Result>(
    name: string,
    work: (part: RoomShard) => Result,
  ): Promise<Awaited<Result>> {
    const fate = fates.shift();
    if (fate === "lost") throw new Error("the call was lost");
    const answer = await enter(name, work);
    if (fate === "answer lost") throw new Error("the answer was lost");
    return structuredClone(answer);
  }

  const stub = (name: string): ShardStub => ({
    addChild: (part) => call(name, (one) => one.addChild(part)),
    removeChild: (part) => call(name, (one) => one.children.remove(part)),
    relay: (told) => call(name, (one) => one.relay(told)),
    framesSince: (cursor) => call(name, (one) => one.framesSince(cursor)),
    end: () => call(name, (one) => one.end()),
    allocate: (part, isFull) => call(name, (one) => one.allocator.allocate(part, isFull)),
    release: (part) => call(name, (one) => one.allocator.release(part)),
    register: () => Promise.resolve(),
    unregister: () => Promise.resolve(),
  });

  return {
    now: () => now,
    fail: (...next: typeof fates) => void fates.push(...next),
    heal: () => void fates.splice(0),
    position: (room: string): Promise<Position> => call(room, (part) => part.position()),
    publish: (room: string, publication: RoomPublication) =>
      call(room, (part) => part.publish(publication)),
    renew: (room: string) => call(room, (part) => part.resetEpoch()),
    /** As the Worker does it; null where nobody could take one more. */
    async connect(room: "all", cursor: Position, hint: number): Promise<SimulatedConnection | null> {
      let shard = hint;
      for (let hop = 0; hop < 6; hop++) {
        const name = shardName({ room, shard });
        const admission = await call(name, (one) => one.admit(null));
        if (admission === "too many") return null;
        if (admission !== "welcome") {
          shard = admission.elsewhere;
          continue;
        }
        const line: SimulatedConnection = { frames: [], isSilent: false };
        await enter(name, (one) => {
          const socket = serverSocket(home(name), line);
          const visitor = {
            address: null,
            viewer: `${homes.size}`,
            name: null,
            cursor,
            isToldWatching: true,
          };
          one.enter(socket, visitor);
        });
        return line;
      }
      return null;
    },
    /** The client has ended it, and the server hears so. */
    async hangUp(line: SimulatedConnection): Promise<void> {
      for (const at of homes.values()) {
        const socket = [...at.sockets].find((one) => one.line === line);
        if (!socket) continue;
        at.sockets.delete(socket);
        await enter(at.name, (part) => part.leave(socket));
      }
    },
    /** The object's memory goes; its sockets stay, or go with the machine. */
    evict(name: string, keepsSockets: boolean): void {
      const at = home(name);
      at.shard = null;
      if (keepsSockets) return;
      for (const { line } of at.sockets) line.frames.push({ closed: 1006 });
      at.sockets.clear();
    },
    /** Time passes, and alarms that are due ring. */
    async pass(ms: number): Promise<void> {
      now += ms;
      for (const at of [...homes.values()]) {
        const due = await at.storage.getAlarm();
        if (due === null || due > now) continue;
        await at.storage.setAlarm(null);
        await enter(at.name, (part) => part.alarm()).catch(() => at.storage.setAlarm(now + 1));
      }
    },
    get names(): string[] {
      return [...homes.keys()];
    },
  };
}

function serverSocket({ sockets }: SimulatedShard, line: SimulatedConnection): ServerSocket {
  let attachment: unknown = null;
  const socket = {
    line,
    readyState: 1,
    send: (text: string) => void line.frames.push(text),
    close(code: number) {
      socket.readyState = 3;
      sockets.delete(socket as unknown as ServerSocket);
      line.frames.push({ closed: code });
    },
    serializeAttachment: (value: unknown) => (attachment = structuredClone(value)),
    deserializeAttachment: () => attachment,
  };
  sockets.add(socket as unknown as ServerSocket);
  return socket as unknown as ServerSocket;
}

function createStorage() {
  const db = new DatabaseSync(":memory:");
  const statements = new Map<string, StatementSync>();
  const values = new Map<string, unknown>();
  let alarm: number | null = null;
  return {
    sql: {
      exec(sql: string, ...bound: number[]) {
        const statement = statements.get(sql) ?? db.prepare(sql);
        statements.set(sql, statement);
        const rows = statement.all(...bound);
        return { toArray: () => rows };
      },
    },
    kv: {
      get: (key: string) => values.get(key),
      put: (key: string, value: unknown) => void values.set(key, structuredClone(value)),
      delete: (key: string) => values.delete(key),
    },
    sync: () => Promise.resolve(),
    getAlarm: () => Promise.resolve(alarm),
    setAlarm(at: number | null) {
      alarm = at;
      return Promise.resolve();
    },
  };
}
