import { Hono, type Context } from "hono";
import * as v from "valibot";
import { defaultRateLimit, type Channel } from "../domain/alerts/channel";
import { DELIVERY_STATUSES } from "../domain/alerts/delivery";
import { toIso } from "../domain/instant";
import type { ApiPorts } from "../ports";
import type { DeliveryRecord } from "../ports/notifications";
import type {
  ChannelList,
  ChannelTestResult,
  ChannelView,
  DeliveryList,
  DeliveryView,
} from "../protocol/notifications";
import type { ApiEnv } from "./context";
import {
  channelChangesSchema,
  maskedSettings,
  restoreMaskedSettings,
  newChannelSchema,
  settingsValidationErrors,
} from "./channel-input";
import { assertValidSettings, changedSettings, visibleSettings } from "./channel-settings";
import { createOnce } from "./create-once";
import { notFound, HttpError } from "./errors";
import { decode, oneOf, pageQuery, readJson, withoutUndefined } from "./input";
import { saveEdit, sendEtag } from "./versions";
import { subjectView } from "./views";

const logQuery = v.object({ ...pageQuery, status: oneOf(DELIVERY_STATUSES) });

export const channelRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const page = await c.var.ports.channels.list(decode(v.object(pageQuery), c.req.query()));
    const list: ChannelList = { ...page, data: page.data.map((one) => channelView(one)) };
    return c.json(list);
  })
  .post("/", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    const { settings: given, ...rest } = decode(newChannelSchema, body, () =>
      settingsValidationErrors(body, ports.channels.validateAddress),
    );
    assertValidSettings(ports, rest.kind, given);
    const now = ports.now();
    const settings = ports.channels.withGeneratedSecrets(
      rest.kind,
      restoreMaskedSettings({}, given),
    );
    const channel: Omit<Channel, "id"> = {
      ...rest,
      settings,
      timeZone: rest.timeZone ?? ports.history.timeZone,
      maxPerMinute: rest.maxPerMinute ?? defaultRateLimit(rest.kind),
      origin: new URL(c.req.url).origin,
      createdAt: now,
      updatedAt: now,
    };
    const { created, isNew } = await createOnce(c, {
      kind: "channel",
      body: { ...rest, settings: given },
      find: (id) => sendEtag(c, "channel", id).then(() => ports.channels.find(id)),
      prepare: () => Promise.resolve(),
      insert: (id) => ports.channels.insert({ ...channel, id }),
    });
    // What was made here is shown this once.
    const generated = Object.keys(settings).filter((name) => !given[name] && isNew);
    return c.json(channelView(created, generated), 201);
  })
  .get("/:id", async (c) => {
    const id = c.req.param("id");
    await sendEtag(c, "channel", id);
    return c.json(channelView(await loadChannel(c.var.ports, id)));
  })
  .patch("/:id", async (c) => {
    const ports = c.var.ports;
    const given = decode(channelChangesSchema, await readJson(c));
    const { settings: sent, ...rest } = given;
    const { after, generated } = await changeChannel(c, (before) => {
      const changed = sent && changedSettings(ports, before, sent);
      const changes = {
        ...(withoutUndefined(rest) as Partial<Channel>),
        ...(changed && { settings: changed.settings }),
        origin: new URL(c.req.url).origin,
      };
      return { changes, generated: changed?.generated ?? [] };
    });
    // Whatever it said before: it is another one now.
    ports.waitUntil(ports.channels.wake(after.id));
    return c.json(channelView(after, generated));
  })
  .delete("/:id", async (c) => {
    await saveEdit(c, {
      ...channelEdit(c),
      write: async ({ id, name }, edit) => {
        c.var.auth.addAuditNote({ resource: name });
        return (await c.var.ports.channels.remove(id, edit)) ? { saved: null } : null;
      },
    });
    return c.body(null, 204);
  })
  // Alone, and over no version but the one that it is made from: what is shown is what signs.
  .post("/:id/rotate-secret", async (c) => {
    const { after, generated } = await changeChannel(c, (before) => {
      const { secret: _, ...rest } = visibleSettings(before);
      const { channels } = c.var.ports;
      const complete = channels.withGeneratedSecrets(before.kind, rest);
      const settings = channels.mergeSettings(before, complete);
      if (settings["secret"]) return { changes: { settings }, generated: ["secret"] };
      throw new HttpError(
        "conflict",
        `expected a channel whose secret is ours, saw ${before.kind}`,
      );
    });
    return c.json(channelView(after, generated));
  })
  .post("/:id/test", async (c) => {
    const ports = c.var.ports;
    const channel = await loadChannel(ports, c.req.param("id"));
    c.var.auth.addAuditNote({ resource: channel.name });
    const { outcome, statusCode, durationMs } = await ports.channels.test(channel);
    const ok = outcome === "delivered";
    // It works: what waits for it need not.
    if (ok) ports.waitUntil(ports.channels.wake(channel.id));
    const answer: ChannelTestResult = { ok, outcome, statusCode, durationMs };
    return c.json(answer);
  })
  .get("/:id/deliveries", async (c) => {
    const ports = c.var.ports;
    const { limit, cursor, status } = decode(logQuery, c.req.query());
    const { id } = await loadChannel(ports, c.req.param("id"));
    const page = await ports.channels.deliveries(id, status, { limit, cursor });
    const list: DeliveryList = { ...page, data: page.data.map(deliveryView) };
    return c.json(list);
  })
  .post("/:id/deliveries/retry", (c) => retryDeliveries(c, null))
  .post("/:id/deliveries/:delivery/retry", (c) => retryDeliveries(c, c.req.param("delivery")));

/** Dead letters wait again. */
async function retryDeliveries(
  c: Context<ApiEnv, "/:id/deliveries/retry">,
  delivery: string | null,
): Promise<Response> {
  const ports = c.var.ports;
  const { id, name, enabled } = await loadChannel(ports, c.req.param("id"));
  c.var.auth.addAuditNote({ resource: name });
  if (!enabled) throw new HttpError("conflict", "expected an enabled channel, saw a disabled one");
  const repeated = await ports.channels.retryDead(id, delivery);
  if (delivery !== null && repeated === 0) throw notFound("dead letter", delivery);
  ports.waitUntil(ports.channels.wake(id));
  return Response.json({ repeated });
}

async function loadChannel(ports: ApiPorts, id: string): Promise<Channel> {
  const channel = await ports.channels.find(id);
  if (!channel) throw notFound("channel", id);
  return channel;
}

type ChannelContext = Context<ApiEnv, "/:id">;

const channelEdit = (c: ChannelContext) => ({
  kind: "channel" as const,
  id: c.req.param("id"),
  load: () => loadChannel(c.var.ports, c.req.param("id")),
  view: (channel: Channel) => channelView(channel),
});

/** Writes only what is changed; `generated` are the settings that were made for it. */
const changeChannel = (
  c: ChannelContext,
  decide: (before: Channel) => { changes: Partial<Channel>; generated: string[] },
): Promise<{ after: Channel; generated: string[] }> =>
  saveEdit(c, {
    ...channelEdit(c),
    write: async (before, edit) => {
      const { changes, generated } = decide(before);
      const isSaved = await c.var.ports.channels.update(before.id, changes, edit);
      const after = { ...before, ...changes, updatedAt: edit.at };
      return isSaved ? { saved: { after, generated } } : null;
    },
  });

/** `shown` are the secrets that may be seen this once. */
function channelView(channel: Channel, shown: readonly string[] = []): ChannelView {
  const { origin: _, createdAt, updatedAt, settings, ...rest } = channel;
  const clear = Object.fromEntries(
    Object.entries(settings).filter(([name]) => shown.includes(name)),
  );
  return {
    ...rest,
    settings: { ...maskedSettings(rest.kind, settings), ...clear },
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
  };
}

const EMPTY_SUBJECT = {
  endpointId: null,
  endpointName: null,
  title: null,
  additionalEndpoints: 0,
  level: null,
};

function deliveryView(record: DeliveryRecord): DeliveryView {
  const { id, payload, createdAt, attemptedAt, status, attempts } = record;
  const { outcome, statusCode, durationMs, batchId } = record;
  return {
    id,
    kind: payload.kind,
    ...("alert" in payload
      ? {
          incidentId: payload.alert.id,
          ...subjectView(payload.alert, payload.additionalEndpoints),
        }
      : { incidentId: null, ...EMPTY_SUBJECT }),
    resolution: payload.kind === "ended" ? payload.resolution : null,
    at: toIso(payload.at),
    createdAt: toIso(createdAt),
    status,
    attempts,
    attemptedAt: attemptedAt === null ? null : toIso(attemptedAt),
    outcome,
    statusCode,
    durationMs,
    batchId,
  };
}
