import type { Clock } from "./clock/clock";
import type { Room } from "./room/room";

/** The bindings of wrangler.toml, the secrets and the switches. */
export type Env = {
  DB: D1Database;
  ROOM: DurableObjectNamespace<Room>;
  CLOCK: DurableObjectNamespace<Clock>;
  ASSETS: Fetcher;
  /** At least 32 characters; the owner's door. */
  ADMIN_TOKEN?: string;
  /** "true" lets checks reach private addresses: for laptops and networks of one's own. */
  ALLOW_PRIVATE_TARGETS?: string;
};
