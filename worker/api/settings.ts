import { Hono } from "hono";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { SettingsView } from "../protocol/incidents";
import type { ApiEnv } from "./context";
import { saveEdit, sendEtag } from "./versions";
import { decode, strictObject, readJson, boundedInteger, withoutUndefined } from "./input";
import * as v from "valibot";

const changes = strictObject({
  mergeIncidentsWithinSeconds: v.optional(boundedInteger(INCIDENT_BOUNDS.mergeWithinSeconds)),
});

/** What holds for the whole installation. */
export const settingsRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    await sendEtag(c, "settings", "");
    return c.json((await c.var.ports.settings.load()) satisfies SettingsView);
  })
  .patch("/", async (c) => {
    const given: Partial<SettingsView> = withoutUndefined(decode(changes, await readJson(c)));
    const ports = c.var.ports.settings;
    const saved = await saveEdit(c, {
      kind: "settings",
      id: "",
      load: ports.load,
      view: (current) => current,
      write: async (before, edit) => {
        if (Object.keys(given).length === 0) return { saved: before, isUnchanged: true };
        return (await ports.save(given, edit)) ? { saved: { ...before, ...given } } : null;
      },
    });
    return c.json(saved satisfies SettingsView);
  });
