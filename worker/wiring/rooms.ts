import type { Page } from "../domain/page";
import type { Env } from "../env";
import { logProblem } from "../log";
import type { RoomPorts } from "../ports/rooms";
import type { RoomName } from "../protocol/rooms";
import { publishEvents, publishToPages, type Telling } from "../publish/publish";
import { connect } from "../room/connect";
import { pageUpdated } from "../public/events";
import { forgetPagesOf, heardPage, pageNews, roomOf } from "./pages";

export function roomPorts(env: Env): RoomPorts {
  const room = (name: RoomName) => env.ROOM.getByName(name);
  return {
    position: (name) => room(name).position(),
    connect: (name, request, caller) => connect(env.ROOM, name, request, caller),
    page: (slug, request) => heardPage(env, slug, request),
    mayKnock: async (address) => (await env.KNOCKS.limit({ key: address })).success,
    publish: async (names, events) => {
      await publishEvents(names, events, telling(env));
      await publishToPages(events, telling(env));
    },
    renewPages: async (endpointIds, at) => {
      try {
        const pages = await forgetPagesOf(env, endpointIds);
        const tell = (page: Page) =>
          publishEvents([roomOf(page)], [pageUpdated(page, at)], telling(env));
        await Promise.all(pages.map(tell));
      } catch (problem) {
        logProblem("pages", problem);
      }
    },
    willTell: () => willTell(env),
    close: (name) => room(name).end(),
    expel: async (listener) => {
      const names = await room("all").listening();
      await Promise.all(["all", ...names].map((name) => env.ROOM.getByName(name).expel(listener)));
    },
  };
}

export async function willTell(env: Env): Promise<() => Promise<void>> {
  const [clock, id] = [env.CLOCK.getByName("clock"), crypto.randomUUID()];
  await clock.willTell(id).catch(neverTold);
  return () => clock.told(id).catch(neverTold);
}

export const telling = (env: Env): Telling => ({
  publish: async (room, publication) => await env.ROOM.getByName(room).publish(publication),
  pageNews: async (events) => {
    try {
      return await pageNews(env, events);
    } catch (problem) {
      logProblem("pages", problem);
      return new Map();
    }
  },
  renew: (room) => env.CLOCK.getByName("clock").renewRoom(room).catch(neverTold),
});

/** The clock cannot be reached either: a page that nobody told has the next tick's frame at least. */
function neverTold(problem: unknown): void {
  logProblem("renew", problem);
}
