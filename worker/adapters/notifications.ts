import { nanoid } from "nanoid";
import type { Channel } from "../domain/alerts/channel";
import { affectedEndpoints } from "../domain/incidents/maintenance";
import type { Env } from "../env";
import { logError } from "../log";
import { mergeSettings, withGeneratedSecrets } from "../notify/signing-secrets";
import { deliver } from "../notify/deliver";
import { handleInteraction } from "../notify/interactions";
import type { DispatchDeps, NotificationPorts, QueueDeps, Transport } from "../ports/notifications";
import { validateAddress } from "../probe/net/address";
import { createOutbound } from "../probe/net/outbound";
import { addressPolicy, strangerAddressPolicy } from "../probe/net/address-policy";
import { sendMail, sendRequest } from "../notify/transport/http";
import { submitMail } from "../notify/transport/smtp";
import {
  enabledChannelIds,
  disableChannel,
  findChannel,
  insertChannel,
  listChannels,
  missingChannels,
  removeChannel,
  updateChannel,
} from "../store/channels";
import { openDatabase } from "../store/database";
import {
  markDead,
  listDeliveries,
  loadPending,
  logTest,
  retryDead,
  recordAttempts,
  skipDeliveries,
  undeliveredAlerts,
  channelsWithPending,
} from "../store/deliveries";
import { removeSubscription } from "../store/subscriptions";
import { loadIncidentOverrides } from "../store/incident-actions";
import { activeMaintenances } from "../store/maintenances";
import {
  expireDeliveries,
  parentIncidents,
  loadAlerts,
  loadOutbox,
  storeDispatch,
} from "../store/outbox";
import { pageIdsByEndpoint } from "../store/pages";
import { loadPastAlertGroups } from "../store/past-alerts";
import { pendingSubscriberUpdates, subscriberChannel } from "./subscriptions";
import {
  loadAllRules,
  findRule,
  insertRule,
  listRules,
  removeRule,
  updateRule,
} from "../store/rules";

/** What the object that deals out notifications works with. */
export function dispatchDeps(env: Env): DispatchDeps {
  const db = openDatabase(env.DB);
  return {
    outbox: (limit) => loadOutbox(db, limit),
    alerts: () => loadAlerts(db),
    parentIncidents: (ids) => parentIncidents(db, ids),
    incidentOverrides: (parentIds) => loadIncidentOverrides(db, parentIds),
    rules: () => loadAllRules(db),
    channelIds: () => enabledChannelIds(db),
    pageIds: (endpointIds) => pageIdsByEndpoint(db, endpointIds),
    maintenances: async (at) => affectedEndpoints(await activeMaintenances(db, at)),
    subscriberUpdates: (at) => pendingSubscriberUpdates(env, at),
    store: (result) => storeDispatch(db, result),
    async wakeChannels() {
      const ids = await channelsWithPending(db);
      await Promise.all(
        ids.map((id) => logErrors("wake-channel", () => channelQueue(env, id).wake(id))),
      );
    },
    expire: (at) => expireDeliveries(db, at),
  };
}

/** What the queue of one channel works with. */
export function queuePorts(env: Env): QueueDeps {
  const db = openDatabase(env.DB);
  return {
    channel: async (id) => (await findChannel(db, env, id)) ?? subscriberChannel(db, env, id),
    pending: (id) => loadPending(db, id),
    undeliveredAlerts: (id, alertIds) => undeliveredAlerts(db, id, alertIds),
    skip: (numbers) => skipDeliveries(db, numbers),
    markDead: (id, before) => markDead(db, id, before),
    async disable(id) {
      await disableChannel(db, id);
      await removeSubscription(db, id);
    },
    recordAttempt: (sent, result) => recordAttempts(db, sent, result),
    transport: (channel) => createTransport(env, channel),
    now: Date.now,
    random: Math.random,
  };
}

/** What the API works with. */
export function notificationPorts(env: Env, ownHost?: string): NotificationPorts {
  const db = openDatabase(env.DB);
  return {
    channels: {
      list: (page) => listChannels(db, env, page),
      find: (id) => findChannel(db, env, id),
      enabledIds: () => enabledChannelIds(db),
      async handleInteraction(id, request) {
        const channel = await findChannel(db, env, id);
        return channel?.enabled ? handleInteraction(channel, request, Date.now()) : null;
      },
      missing: (ids) => missingChannels(db, ids),
      insert: (channel) => insertChannel(db, env, channel),
      update: (channel) => updateChannel(db, env, channel),
      async remove(id) {
        await removeChannel(db, id);
        await channelQueue(env, id).end();
      },
      async test(channel) {
        const [id, at] = [`test.${nanoid()}`, Date.now()];
        const message = { id, at, notifications: [{ kind: "test", at } as const] };
        const attempt = await deliver(channel, message, createTransport(env, channel));
        await logTest(db, channel.id, { id, attempt, at });
        return attempt;
      },
      validateAddress: (url) =>
        validateAddress(url, /^tcp:/.test(url) ? "tcp" : "http", addressPolicy(env, ownHost)),
      withGeneratedSecrets,
      mergeSettings: (before, settings) => mergeSettings(before, settings, Date.now()),
      deliveries: (id, status, page) => listDeliveries(db, id, status, page),
      retryDead: (id, deliveryId) => retryDead(db, id, { id: deliveryId, at: Date.now() }),
      wake: (id) => channelQueue(env, id).retryNow(id),
    },
    rules: {
      all: () => loadAllRules(db),
      list: (page) => listRules(db, page),
      find: (id) => findRule(db, id),
      insert: (rule) => insertRule(db, rule),
      update: (rule) => updateRule(db, rule),
      remove: (id) => removeRule(db, id),
      pastAlertGroups: (period) => loadPastAlertGroups(db, period),
    },
    scheduleDispatch: () => scheduleDispatch(env),
  };
}

/** Never throws: what is not dealt out now is seen by the next tick. */
export const scheduleDispatch = (env: Env): Promise<void> =>
  logErrors("schedule-dispatch", () => env.NOTIFICATION_DISPATCHER.getByName("dispatcher").wake());

const channelQueue = (env: Env, id: string) => env.CHANNEL_QUEUE.getByName(id);

/** Each letter has a guard of its own, with the requests that it may need. */
function createTransport(env: Env, { isEnteredByStranger }: Channel): Transport {
  const policy = isEnteredByStranger ? strangerAddressPolicy(env) : addressPolicy(env);
  return {
    http: (message) => sendRequest(message, createOutbound(policy)),
    email: (mail) => sendMail(mail, env.EMAIL),
    smtp: (server, submission) => submitMail(server, submission, createOutbound(policy)),
  };
}

async function logErrors(step: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (problem) {
    logError(step, problem);
  }
}
