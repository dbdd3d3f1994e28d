import { Hono } from "hono";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { SettingsView } from "../protocol/incidents";
import type { ApiEnv } from "./context";
import { listUsersWithoutSecondFactor } from "../store/users";
import { disconnectAll } from "./actor";
import {
  decode,
  strictObject,
  expectedText,
  readJson,
  boundedInteger,
  withoutUndefined,
} from "./input";
import { saveEdit, sendEtag } from "./versions";
import * as v from "valibot";

const changes = strictObject({
  mergeIncidentsWithinSeconds: v.optional(boundedInteger(INCIDENT_BOUNDS.mergeWithinSeconds)),
  requireSecondFactor: v.optional(v.boolean(expectedText("true or false"))),
});

/** What holds for the whole installation: of incidents, and of how people sign in. */
export const settingsRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    await sendEtag(c, "settings", "");
    return c.json((await c.var.ports.settings.load()) satisfies SettingsView);
  })
  .patch("/", async (c) => {
    const given: Partial<SettingsView> = withoutUndefined(decode(changes, await readJson(c)));
    // Who signs in how is for owners to decide.
    if ("requireSecondFactor" in given) c.var.auth.require("write", { kind: "person" });
    const ports = c.var.ports.settings;
    const saved = await saveEdit(c, {
      kind: "settings",
      id: "",
      load: ports.load,
      view: (current) => current,
      write: async (before, edit) => {
        const after = { ...before, ...given };
        c.var.auth.addAuditNote({ before, after });
        if (Object.keys(given).length === 0) return { saved: before, isUnchanged: true };
        return (await ports.save(given, edit)) ? { saved: after } : null;
      },
    });
    if (given.requireSecondFactor) {
      const limited = await listUsersWithoutSecondFactor(c.env.DB);
      await disconnectAll(
        c,
        limited.map((id) => `person:${id}`),
      );
    }
    return c.json(saved satisfies SettingsView);
  });
