import { Hono } from "hono";
import type { ApiEnv } from "./context";

/** After the key was changed: all that is sealed is sealed anew, so that the old key can go. */
export const keyRotationRoutes = new Hono<ApiEnv>().post("/rotate", async (c) =>
  c.json({ resealed: await c.var.ports.reencryptSecrets() }),
);
