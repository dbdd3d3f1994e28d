import { Hono } from "hono";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { SettingsView } from "../protocol/incidents";
import type { ApiEnv } from "./context";
import { listUsersWithoutSecondFactor } from "../store/users";
import { disconnectAll } from "./actor";
import { decode, strictObject, expectedText, readJson, boundedInteger } from "./input";
import * as v from "valibot";

const changes = strictObject({
  mergeIncidentsWithinSeconds: v.optional(boundedInteger(INCIDENT_BOUNDS.mergeWithinSeconds)),
  requireSecondFactor: v.optional(v.boolean(expectedText("true or false"))),
});

/** What holds for the whole installation: of incidents, and of how people sign in. */
export const settingsRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => c.json((await c.var.ports.settings.load()) satisfies SettingsView))
  .patch("/", async (c) => {
    const given = decode(changes, await readJson(c));
    const { requireSecondFactor } = given;
    // Who signs in how is for owners to decide.
    if (requireSecondFactor !== undefined) c.var.auth.require("write", { kind: "person" });
    const before = await c.var.ports.settings.load();
    await c.var.ports.settings.save(given);
    const after = await c.var.ports.settings.load();
    c.var.auth.addAuditNote({ before, after });
    if (requireSecondFactor === true) {
      const limited = await listUsersWithoutSecondFactor(c.env.DB);
      await disconnectAll(
        c,
        limited.map((id) => `person:${id}`),
      );
    }
    return c.json(after satisfies SettingsView);
  });
