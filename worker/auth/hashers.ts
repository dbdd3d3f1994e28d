import type { Env } from "../env";

/** One of eight objects that do nothing but hash, so that passwords do not wait for each other. */
export const passwordHasher = (env: Pick<Env, "PASSWORD_HASHER">) =>
  env.PASSWORD_HASHER.getByName(`hasher:${Math.floor(Math.random() * 8)}`);
