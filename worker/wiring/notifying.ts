import { nanoid } from "nanoid";
import { concernedEndpoints } from "../domain/maintenance";
import type { Env } from "../env";
import { logProblem } from "../log";
import { changedSettings, completedSettings } from "../notify/completed";
import { deliver } from "../notify/deliver";
import { hear } from "../notify/hooks";
import type { DealingPorts, NotifyingPorts, QueuePorts, WayOut } from "../ports/notifying";
import { refusedAddress } from "../probe/address";
import { openOutbound } from "../probe/outbound";
import { addressPolicy } from "../probe/policy";
import { sendMail, sendOnce } from "../probe/sending";
import { submitMail } from "../probe/smtp";
import {
  channelIds,
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
  buryDeliveries,
  listDeliveries,
  loadWaiting,
  logTest,
  reviveDeliveries,
  settleDeliveries,
  skipDeliveries,
  unheardEpisodes,
  waitingChannels,
} from "../store/deliveries";
import { removeSubscription } from "../store/subscriptions";
import { workedIncidents } from "../store/incident-work";
import { maintenancesAt } from "../store/maintenances";
import { expireDeliveries, leadsOf, loadEpisodes, loadOutbox, storeDealt } from "../store/outbox";
import { pagesShowing } from "../store/pages";
import { pastIncidents } from "../store/past-incidents";
import { bulletins, subscriberChannel } from "./subscribers";
import { allRules, findRule, insertRule, listRules, removeRule, updateRule } from "../store/rules";

/** What the object that deals out notifications works with. */
export function dealingPorts(env: Env): DealingPorts {
  const db = openDatabase(env.DB);
  return {
    outbox: (limit) => loadOutbox(db, limit),
    episodes: () => loadEpisodes(db),
    leads: (ids) => leadsOf(db, ids),
    worked: (leads) => workedIncidents(db, leads),
    rules: () => allRules(db),
    channelIds: () => channelIds(db),
    pages: (endpointIds) => pagesShowing(db, endpointIds),
    maintenances: async (at) => concernedEndpoints(await maintenancesAt(db, at)),
    bulletins: (at) => bulletins(env, at),
    store: (dealt) => storeDealt(db, dealt),
    async wakeChannels() {
      const ids = await waitingChannels(db);
      await Promise.all(ids.map((id) => attempt("wake-channel", () => queue(env, id).wake(id))));
    },
    expire: (at) => expireDeliveries(db, at),
  };
}

/** What the queue of one channel works with. */
export function queuePorts(env: Env): QueuePorts {
  const db = openDatabase(env.DB);
  return {
    channel: async (id) => (await findChannel(db, env, id)) ?? subscriberChannel(db, env, id),
    waiting: (id) => loadWaiting(db, id),
    unheard: (id, episodes) => unheardEpisodes(db, id, episodes),
    skip: (numbers) => skipDeliveries(db, numbers),
    bury: (id, before) => buryDeliveries(db, id, before),
    async disable(id) {
      await disableChannel(db, id);
      await removeSubscription(db, id);
    },
    settle: (sent, result) => settleDeliveries(db, sent, result),
    out: wayOut(env),
    now: Date.now,
    chance: Math.random,
  };
}

/** What the API works with. */
export function notifyingPorts(env: Env, ownHost?: string): NotifyingPorts {
  const db = openDatabase(env.DB);
  return {
    channels: {
      list: (page) => listChannels(db, env, page),
      find: (id) => findChannel(db, env, id),
      enabledIds: () => channelIds(db),
      async hear(id, request) {
        const channel = await findChannel(db, env, id);
        return channel?.enabled ? hear(channel, request, Date.now()) : null;
      },
      missing: (ids) => missingChannels(db, ids),
      insert: (channel) => insertChannel(db, env, channel),
      update: (channel) => updateChannel(db, env, channel),
      async remove(id) {
        await removeChannel(db, id);
        await queue(env, id).end();
      },
      async test(channel) {
        const [id, at] = [`test.${nanoid()}`, Date.now()];
        const letter = { id, at, notifications: [{ kind: "test", at } as const] };
        const attempt = await deliver(channel, letter, wayOut(env));
        await logTest(db, channel.id, { id, attempt, at });
        return attempt;
      },
      refusedAddress: (url) =>
        refusedAddress(url, /^tcp:/.test(url) ? "tcp" : "http", addressPolicy(env, ownHost)),
      completed: completedSettings,
      changed: (before, settings) => changedSettings(before, settings, Date.now()),
      deliveries: (id, status, page) => listDeliveries(db, id, status, page),
      revive: (id, deliveryId) => reviveDeliveries(db, id, { id: deliveryId, at: Date.now() }),
      wake: (id) => queue(env, id).tryNow(id),
    },
    rules: {
      all: () => allRules(db),
      list: (page) => listRules(db, page),
      find: (id) => findRule(db, id),
      insert: (rule) => insertRule(db, rule),
      update: (rule) => updateRule(db, rule),
      remove: (id) => removeRule(db, id),
      past: (period) => pastIncidents(db, period),
    },
    wakeNotifier: () => wakeNotifier(env),
  };
}

/** Never throws: what is not dealt out now is seen by the next tick. */
export const wakeNotifier = (env: Env): Promise<void> =>
  attempt("wake-notifier", () => env.NOTIFIER.getByName("notifier").wake());

const queue = (env: Env, id: string) => env.CHANNEL_QUEUE.getByName(id);

/** Each letter has a guard of its own, with the requests that it may need. */
const wayOut = (env: Env): WayOut => ({
  http: (message) => sendOnce(message, openOutbound(addressPolicy(env))),
  mail: (mail) => sendMail(mail, env.EMAIL),
  smtp: (server, submission) => submitMail(server, submission, openOutbound(addressPolicy(env))),
});

async function attempt(step: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (problem) {
    logProblem(step, problem);
  }
}
