import { Hono } from "hono";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { SettingsView } from "../protocol/incidents";
import type { ApiEnv } from "./context";
import { decode, strictObject, readJson, boundedInteger } from "./input";
import * as v from "valibot";

const changes = strictObject({
  mergeIncidentsWithinSeconds: v.optional(boundedInteger(INCIDENT_BOUNDS.mergeWithinSeconds)),
});

/** What holds for the whole installation. */
export const settingsRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => c.json((await c.var.ports.settings.load()) satisfies SettingsView))
  .patch("/", async (c) => {
    const { mergeIncidentsWithinSeconds } = decode(changes, await readJson(c));
    if (mergeIncidentsWithinSeconds !== undefined) {
      await c.var.ports.settings.save({ mergeIncidentsWithinSeconds });
    }
    return c.json((await c.var.ports.settings.load()) satisfies SettingsView);
  });
