import { Hono, type Context } from "hono";
import * as v from "valibot";
import {
  CHANNEL_BOUNDS,
  CHANNEL_FIELDS,
  defaultRateLimit,
  type Channel,
  type ChannelSettings,
} from "../domain/alerts/channel";
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
  settingsErrors,
} from "./channel-input";
import { isSameChannelDestination } from "./channel-destination";
import { createOnce } from "./create-once";
import { assertNoFieldErrors, notFound, HttpError } from "./errors";
import { decode, oneOf, pageQuery, readJson } from "./input";
import { movedSettingErrors } from "./stored-secrets";
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
      find: (id) => ports.channels.find(id),
      prepare: () => Promise.resolve(),
      insert: (id) => ports.channels.insert({ ...channel, id }),
    });
    // What was made here is shown this once.
    const generated = Object.keys(settings).filter((name) => !given[name] && isNew);
    return c.json(channelView(created, generated), 201);
  })
  .get("/:id", async (c) => c.json(channelView(await loadChannel(c.var.ports, c.req.param("id")))))
  .patch("/:id", async (c) => {
    const ports = c.var.ports;
    const given = decode(channelChangesSchema, await readJson(c));
    const before = await loadChannel(ports, c.req.param("id"));
    const current = visibleSettings(before);
    const sent = given.settings ?? {};
    const wanted = restoreMaskedSettings(current, sent);
    assertValidSettings(ports, before.kind, wanted);
    const places = { before: current, after: wanted };
    assertNoFieldErrors(movedSettingErrors(before.kind, sent, places));
    const complete = ports.channels.withGeneratedSecrets(before.kind, wanted);
    // What signed for one receiver signs nothing for another.
    const isSamePlace = isSameChannelDestination(before.kind, current, wanted);
    const changes = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    );
    const after: Channel = {
      ...before,
      ...changes,
      settings: isSamePlace ? ports.channels.mergeSettings(before, complete) : complete,
      origin: new URL(c.req.url).origin,
      updatedAt: ports.now(),
    };
    await ports.channels.update(after);
    // Whatever it said before: it is another one now.
    ports.waitUntil(ports.channels.wake(after.id));
    const generated = Object.keys(complete).filter((name) => !wanted[name]);
    return c.json(channelView(after, generated));
  })
  .delete("/:id", async (c) => {
    const ports = c.var.ports;
    const { id, name } = await loadChannel(ports, c.req.param("id"));
    c.var.auth.addAuditNote({ resource: name });
    await ports.channels.remove(id);
    return c.body(null, 204);
  })
  .post("/:id/rotate-secret", async (c) => {
    const ports = c.var.ports;
    const before = await loadChannel(ports, c.req.param("id"));
    const { secret: _, ...rest } = visibleSettings(before);
    const settings = ports.channels.withGeneratedSecrets(before.kind, rest);
    if (!settings["secret"]) {
      throw new HttpError(
        "conflict",
        `expected a channel whose secret is ours, saw ${before.kind}`,
      );
    }
    const after = { ...before, settings: ports.channels.mergeSettings(before, settings) };
    await ports.channels.update({ ...after, updatedAt: ports.now() });
    return c.json(channelView(after, ["secret"]));
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

function assertValidSettings(ports: ApiPorts, kind: Channel["kind"], given: ChannelSettings): void {
  assertNoFieldErrors(settingsErrors(kind, given, ports.channels.validateAddress));
}

/** Without what is kept beside them. */
function visibleSettings({ kind, settings }: Channel): ChannelSettings {
  const names = CHANNEL_FIELDS[kind].map(({ name }) => name);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}

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
