import type { Env } from "../env";

/** One of several, so that no password waits for all others. Nothing else runs in these objects. */
export const passwordHasher = (env: Pick<Env, "PASSWORD_HASHER">) =>
  env.PASSWORD_HASHER.getByName(`hasher:${Math.floor(Math.random() * 8)}`);
