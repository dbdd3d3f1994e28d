import type { Page } from "../domain/pages/page";
import type { Env } from "../env";
import { logError } from "../log";
import type { RoomPorts } from "../ports/rooms";
import type { RoomName } from "../protocol/rooms";
import { publishEvents, publishPageEvents, type RoomPublisher } from "../publish/publish";
import { connect } from "../room/connect";
import { pageUpdated } from "../status-page/events";
import { invalidatePages, pageOfRoom, pageUpdateEvents, roomOfPage } from "./pages";

export function roomPorts(env: Env): RoomPorts {
  const room = (name: RoomName) => env.ROOM.getByName(name);
  return {
    position: (name) => room(name).position(),
    connect: (name, request, caller) => connect(env.ROOM, name, request, caller),
    page: (slug, request) => pageOfRoom(env, slug, request),
    isWithinRateLimit: async (address) =>
      (await env.PUBLIC_SOCKET_LIMIT.limit({ key: address })).success,
    publish: async (names, events) => {
      await publishEvents(names, events, publishDeps(env));
      await publishPageEvents(events, publishDeps(env));
    },
    refreshPages: async (endpointIds, at) => {
      try {
        const pages = await invalidatePages(env, endpointIds);
        const publishUpdate = (page: Page) =>
          publishEvents([roomOfPage(page)], [pageUpdated(page, at)], publishDeps(env));
        await Promise.all(pages.map(publishUpdate));
      } catch (problem) {
        logError("pages", problem);
      }
    },
    beginPublish: () => beginPublish(env),
    close: (name) => room(name).end(),
    disconnectSessions: async (listener) => {
      const names = await room("all").activeRooms();
      await Promise.all(
        ["all", ...names].map((name) => env.ROOM.getByName(name).disconnectSessions(listener)),
      );
    },
  };
}

export async function beginPublish(env: Env): Promise<() => Promise<void>> {
  const [clock, id] = [env.CLOCK.getByName("clock"), crypto.randomUUID()];
  await clock.beginPublish(id).catch(logPublishFailure);
  return () => clock.endPublish(id).catch(logPublishFailure);
}

export const publishDeps = (env: Env): RoomPublisher => ({
  publish: async (room, publication) => await env.ROOM.getByName(room).publish(publication),
  pageEvents: async (events) => {
    try {
      return await pageUpdateEvents(env, events);
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
