import type { Env } from "../env";
import { logError } from "../log";
import type { RoomPorts } from "../ports/rooms";
import type { LiveEvent } from "../protocol/events";
import { isPageRoom, type PageRoom, type RoomName } from "../protocol/rooms";
import { publishEvents, publishPageEvents, type RoomPublisher } from "../publish/publish";
import { connect } from "../room/connect";
import { clearCache } from "../status-page/memory-cache";
import { pageRefreshEvents, pageUpdateEvents } from "./page-events";
import { pageOfRoom } from "./pages";

type WaitUntil = (work: Promise<unknown>) => void;

/** The ports of one request. Events for public pages are published after its answer, in `waitUntil`. */
export function roomPorts(env: Env, waitUntil: WaitUntil): RoomPorts {
  const room = (name: RoomName) => env.ROOM.getByName(name);
  const deps = publishDeps(env);
  const pagePublications: Promise<void>[] = [];
  const publishToPages = (read: () => Promise<ReadonlyMap<PageRoom, LiveEvent[]>>) => {
    clearCache();
    const publication = read()
      .then((eventsByPage) => publishPageEvents(eventsByPage, deps))
      .catch((problem: unknown) => logError("pages", problem));
    pagePublications.push(publication);
    waitUntil(publication);
  };
  return {
    position: (name) => room(name).position(),
    connect: (name, request, caller) => connect(env.ROOM, name, request, caller),
    page: (slug, request) => pageOfRoom(env, slug, request),
    isWithinRateLimit: async (address) =>
      (await env.PUBLIC_SOCKET_LIMIT.limit({ key: address })).success,
    publish: async (names, events) => {
      const active = await publishEvents(names, events, deps);
      const rooms = active && active.filter(isPageRoom);
      publishToPages(() => pageUpdateEvents(env, events, rooms));
    },
    refreshPages: (endpointIds, at) => {
      publishToPages(async () => {
        const rooms = (await room("all").activeRooms()).filter(isPageRoom);
        return pageRefreshEvents(env, endpointIds, { rooms, at });
      });
      return Promise.resolve();
    },
    beginPublish: async () => {
      const end = await beginPublish(env);
      return async () => {
        await Promise.all(pagePublications);
        await end();
      };
    },
    close: (name) => room(name).end(),
    disconnectSessions: (listener) => disconnectSessions(env, listener),
  };
}

/** Ends the sockets of a listener in every room. */
export async function disconnectSessions(env: Env, listener: string): Promise<void> {
  const names = await env.ROOM.getByName("all").activeRooms();
  await Promise.all(
    ["all", ...names].map((name) => env.ROOM.getByName(name).disconnectSessions(listener)),
  );
}

export async function beginPublish(env: Env): Promise<() => Promise<void>> {
  const [clock, id] = [env.CLOCK.getByName("clock"), crypto.randomUUID()];
  await clock.beginPublish(id).catch(logPublishFailure);
  return () => clock.endPublish(id).catch(logPublishFailure);
}

export const publishDeps = (env: Env): RoomPublisher => ({
  publish: async (room, publication) => await env.ROOM.getByName(room).publish(publication),
  pageEvents: async (events, rooms) => {
    try {
      return await pageUpdateEvents(env, events, rooms);
    } catch (problem) {
      logError("pages", problem);
      return new Map();
    }
  },
  scheduleReset: (room) =>
    env.CLOCK.getByName("clock").scheduleReset(room).catch(logPublishFailure),
});

/** The clock cannot be reached either: a page that nobody told has the next tick's frame at least. */
function logPublishFailure(problem: unknown): void {
  logError("reset-room", problem);
}
