import { nanoid } from "nanoid";
import { clientAddress } from "../auth/client-address";
import type { Channel } from "../domain/alerts/channel";
import { inBatches, PAGES_AT_ONCE } from "../domain/in-batches";
import type { Instant } from "../domain/instant";
import { endpointIdsOf } from "../domain/pages/page";
import {
  SUBSCRIPTION_BOUNDS as BOUNDS,
  type PushKeys,
  type Subscription,
} from "../domain/pages/subscription";
import type { Env } from "../env";
import { logError } from "../log";
import { generateSigningSecret } from "../notify/signing-secrets";
import type { SubscriberUpdate } from "../ports/notifications";
import type { PagePorts, SitePorts, StatusPage } from "../ports/pages";
import { validateAddress } from "../probe/net/address";
import { strangerAddressPolicy } from "../probe/net/address-policy";
import { subscriberUpdateOf } from "../status-page/subscriber-update";
import { publicPage, subscriptionKinds } from "../status-page/page";
import { createSelection } from "../status-page/shared-data";
import { stripControls } from "../domain/strip-controls";
import { findChannel } from "../store/channels";
import { openDatabase, type Database } from "../store/database";
import { readSharedPageData } from "../store/page-data";
import { endpointsShown, findPage } from "../store/pages";
import {
  loadNotificationStates,
  loadSubscribers,
  confirmSubscription,
  findSubscription,
  insertSubscription,
  listSubscriptions,
  removeExpiredSubscriptions,
  removeUnconfirmed,
  removeSubscription,
  findPushSubscription,
  findSubscriptionByToken,
} from "../store/subscriptions";
import { timeZoneOf } from "./time-zone";

/** Where what nobody listens to begins. */
const NO_POSITION = { epoch: "", seq: 0 };

/**
 * The updates of all pages that their subscribers do not have yet. The data of endpoints and incidents is
 * read once for all pages, and the subscribers of a page only if it has an update. A page that cannot be
 * read does not delay the others.
 */
export async function pendingSubscriberUpdates(env: Env, at: Instant): Promise<SubscriberUpdate[]> {
  const db = openDatabase(env.DB);
  const states = await loadNotificationStates(db);
  const pageIds = [...states.keys()];
  if (pageIds.length === 0) return [];
  const shared = await readSharedPageData(db, {
    endpointIds: await endpointsShown(db, pageIds),
    pageCount: pageIds.length,
    updates: "all",
    now: at,
    timeZone: timeZoneOf(env),
  });
  const select = createSelection(shared);
  const updates: SubscriberUpdate[] = [];
  const add = async (id: string) => {
    const page = await findPage(db, id);
    if (!page || subscriptionKinds(page).length === 0) return;
    const data = select(endpointIdsOf(page));
    const shown = publicPage(page, data, { now: at, live: NO_POSITION });
    const state = states.get(id)!;
    if (!subscriberUpdateOf(shown, { ...state, subscriptions: [] }, at)) return;
    const subscriptions = await loadSubscribers(db, id);
    const update = subscriberUpdateOf(shown, { ...state, subscriptions }, at);
    if (update) updates.push(update);
  };
  await inBatches(pageIds, PAGES_AT_ONCE, (ids) =>
    Promise.all(
      ids.map((id) =>
        add(id).catch((problem: unknown) => logError("subscriber-update", problem, { page: id })),
      ),
    ),
  );
  return updates;
}

/** Whoever subscribed to a page, as a channel of their own; null where there is nobody of this id. */
export async function subscriberChannel(
  db: Database,
  env: Env,
  id: string,
): Promise<Channel | null> {
  const subscription = await findSubscription(db, env, id);
  const page = subscription && (await findPage(db, subscription.pageId));
  if (!page) return null;
  const { kind, language, origin, token, createdAt } = subscription;
  return {
    id,
    name: stripControls(page.title),
    ...(await deliverySettings(db, env, subscription, page)),
    language,
    timeZone: timeZoneOf(env),
    maxPerMinute: BOUNDS.perMinute,
    origin: `${origin}/status/${page.slug}`,
    manageUrl: `${origin}/subscription?token=${token}`,
    createdAt,
    updatedAt: createdAt,
    ...(!subscriptionKinds(page).includes(kind) && { enabled: false }),
  };
}

/** Mails go out as the page's own channel sends them, to somebody else. */
async function deliverySettings(
  db: Database,
  env: Env,
  { kind, address, secret }: Subscription,
  { mailChannelId }: StatusPage,
): Promise<Pick<Channel, "kind" | "settings" | "enabled" | "isEnteredByStranger">> {
  if (kind === "push") {
    const { publicKey, privateKey, ...keys } = JSON.parse(secret ?? "{}") as PushKeys;
    const subscription = JSON.stringify({ endpoint: address, expirationTime: null, keys });
    const settings = { subscription, publicKey, privateKey };
    return { kind: "web-push", settings, enabled: true, isEnteredByStranger: true };
  }
  if (kind !== "email") {
    const settings = { url: address, ...(secret && { secret }) };
    return { kind, settings, enabled: true, isEnteredByStranger: true };
  }
  const mail = mailChannelId === null ? null : await findChannel(db, env, mailChannelId);
  return {
    kind: mail?.kind ?? kind,
    settings: { ...mail?.settings, to: address },
    enabled: mail?.enabled ?? false,
  };
}

const isExpired = ({ confirmedAt, createdAt }: Subscription, now: Instant): boolean =>
  confirmedAt === null && createdAt < now - BOUNDS.confirmWithinMs;

type Wake = () => Promise<void>;
type EndSubscription = (id: string) => Promise<void>;

/** What visitors may do about their subscriptions. */
export function subscriptionPorts(
  env: Env,
  wake: Wake,
  unsubscribe: EndSubscription,
): SitePorts["subscriptions"] {
  const db = openDatabase(env.DB);
  return {
    async isWithinRateLimit(request) {
      const address = clientAddress(request);
      return address === null || (await env.SUBSCRIBE_LIMIT.limit({ key: address })).success;
    },
    validateAddress: (url, ownHost) =>
      validateAddress(url, "http", strangerAddressPolicy(env, ownHost)),
    async requestConfirmation({ keys, ...asked }) {
      const result = await insertSubscription(db, env, {
        ...asked,
        id: nanoid(12),
        token: nanoid(32),
        secret: asked.kind === "webhook" ? generateSigningSecret() : keys && JSON.stringify(keys),
        createdAt: Date.now(),
        confirmedAt: null,
      });
      await wake();
      return result;
    },
    async find(token) {
      const subscription = await findSubscriptionByToken(db, env, token);
      // It is swept away within minutes; until then it is as good as gone.
      if (subscription && isExpired(subscription, Date.now())) return null;
      const page = subscription && (await findPage(db, subscription.pageId));
      return page ? { subscription, page } : null;
    },
    async confirm(id) {
      const isConfirmed = await confirmSubscription(db, id, Date.now());
      // What the page says by now is known to whoever has just read it.
      await wake();
      return isConfirmed;
    },
    async unsubscribePush(pageId, address) {
      const id = await findPushSubscription(db, env, { pageId, address });
      if (id !== null) await unsubscribe(id);
    },
    unsubscribe,
  };
}

/** What editors of a page may see and do of its subscribers. */
export function subscriberPorts(env: Env, end: EndSubscription): PagePorts["subscribers"] {
  const db = openDatabase(env.DB);
  return {
    list: (pageId, isConfirmed) => listSubscriptions(db, env, { pageId, isConfirmed }),
    removeUnconfirmed: (pageId) => removeUnconfirmed(db, pageId),
    async remove(pageId, id) {
      const found = await findSubscription(db, env, id);
      if (found?.pageId !== pageId) return false;
      await end(id);
      return true;
    },
  };
}

export const expireSubscriptions = (env: Env): Promise<void> =>
  removeExpiredSubscriptions(openDatabase(env.DB), Date.now());

export const unsubscribe = async (env: Env, id: string): Promise<void> => {
  await removeSubscription(openDatabase(env.DB), id);
  await env.CHANNEL_QUEUE.getByName(id).end();
};
