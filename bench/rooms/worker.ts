import type { RoomPublication } from "../../worker/protocol/frames";
import { connect } from "../../worker/room/connect";
import type { Room } from "../../worker/room/room";

export { Room } from "../../worker/room/room";

type Bindings = { ROOM: DurableObjectNamespace<Room> };

/** The room as it is, with a door to publish that the product does not have. */
export default {
  async fetch(request, env) {
    if (request.headers.get("upgrade") === "websocket") {
      const viewer = crypto.randomUUID();
      const caller = {
        address: null,
        viewer,
        name: null,
        receivesViewerCount: true,
        tags: [],
        expiresAt: null,
      };
      return connect(env.ROOM, "all", request, caller);
    }
    const room = env.ROOM.getByName("all");
    if (request.method === "POST") await room.publish(await request.json<RoomPublication>());
    return new Response("ok");
  },
} satisfies ExportedHandler<Bindings>;
