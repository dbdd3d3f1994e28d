import type { Instant } from "../domain/instant";
import { NO_PROGRESS, planNotices, type Notice, type Running } from "../domain/notice";
import type { News, Notification } from "../domain/notification";
import type { Period } from "../domain/uptime";
import type { DealingPorts, NewDelivery } from "../ports/notifying";

/** How much of the outbox one round takes in. */
const ROUND = 1_000;

/**
 * From the outbox to the queues: takes in what is new, asks the rules, and stores who is to hear
 * what, all in one batch. Answers when to do it again, if nothing happens before.
 */
export async function dealOut(ports: DealingPorts, at: Instant): Promise<Instant | null> {
  const [posted, episodes] = await Promise.all([ports.outbox(ROUND), ports.episodes()]);
  const before = new Map(structuredClone([...episodes]));
  const said = posted.flatMap(({ news }) => takeIn(episodes, news));
  const nextAt =
    episodes.size > 0 || posted.length > 0
      ? await plan(ports, { posted, episodes, before, said }, at)
      : null;
  await ports.wakeChannels();
  await ports.expire(at);
  // More than one round takes in has come.
  return posted.length === ROUND ? at : nextAt;
}

type Round = {
  posted: Awaited<ReturnType<DealingPorts["outbox"]>>;
  episodes: Map<string, Running>;
  before: Map<string, Running>;
  said: NewDelivery[];
};

async function plan(
  ports: DealingPorts,
  { posted, episodes, before, said }: Round,
  at: Instant,
): Promise<Instant | null> {
  const ids = [...new Set([...episodes.values()].map(({ episode }) => episode.endpointId))];
  const [rules, channelIds, pages, maintenances, bulletins] = await Promise.all([
    ports.rules(),
    ports.channelIds(),
    ports.pages(ids),
    ports.maintenances(at),
    posted.length > 0 ? ports.bulletins(at) : [],
  ]);
  const deliveries = [...said, ...bulletins.flatMap((bulletin) => bulletin.deliveries)];
  const changed: Running[] = [];
  const settled: string[] = [];
  let nextAt: Instant | null = null;
  for (const [id, running] of episodes) {
    const planned = planNotices(
      running,
      {
        rules,
        channelIds,
        pages: pages.get(running.episode.endpointId) ?? [],
        silences: silencesOf(running, episodes, maintenances),
      },
      at,
    );
    const now = { ...running, progress: planned.progress };
    deliveries.push(...planned.notices.map((notice) => deliveryOf(notice, now)));
    if (planned.isSettled) settled.push(id);
    else if (JSON.stringify(now) !== JSON.stringify(before.get(id))) changed.push(now);
    if (planned.nextAt !== null) nextAt = Math.min(planned.nextAt, nextAt ?? Infinity);
  }
  deliveries.sort((one, other) => one.notification.at - other.notification.at);
  const through = posted.at(-1)?.number ?? 0;
  await ports.store({ through, changed, settled, deliveries, bulletins, at });
  return nextAt;
}

/** What is new, noted with its episode; what is to be said at once to those who know of it. */
function takeIn(episodes: Map<string, Running>, news: News): NewDelivery[] {
  if (news.kind === "opened") {
    const { episode } = news;
    if (!episodes.has(episode.id)) {
      episodes.set(episode.id, {
        episode,
        endedAt: null,
        ending: null,
        acknowledgedAt: null,
        progress: NO_PROGRESS,
      });
    }
    return [];
  }
  if (news.kind === "written") return [];
  const running = episodes.get(news.episodeId);
  if (!running) return [];
  const { at } = news;
  switch (news.kind) {
    case "ended":
      if (running.endedAt === null) {
        running.endedAt = at;
        running.ending = news.ending;
      }
      return [];
    case "acknowledged":
      if (running.acknowledgedAt !== null) return [];
      running.acknowledgedAt = at;
      return toAll(running, { kind: "acknowledged", at, episode: running.episode, by: news.by });
    case "updated": {
      const { status, body } = news;
      return toAll(running, { kind: "updated", at, episode: running.episode, status, body });
    }
  }
}

const toAll = ({ episode, progress }: Running, notification: Notification): NewDelivery[] =>
  Object.keys(progress.told).map((channelId) => ({
    id: [episode.id, channelId, notification.kind, notification.at].join("."),
    channelId,
    notification,
  }));

/** Announced work, and the time in which something that it is reached through is down as well. */
function silencesOf(
  { episode, endedAt }: Running,
  episodes: ReadonlyMap<string, Running>,
  maintenances: ReadonlyMap<string, Period>,
): Period[] {
  const { endpointId, reachedThrough, id } = episode;
  const work = [endpointId, ...reachedThrough].flatMap((one) => maintenances.get(one) ?? []);
  // Whoever heard of it hears of its end.
  if (endedAt !== null) return work;
  const above = [...episodes.values()].filter(
    (other) =>
      other.episode.id !== id &&
      other.episode.severity === "down" &&
      reachedThrough.includes(other.episode.endpointId),
  );
  return [
    ...work,
    ...above.map(({ episode: { startedAt }, endedAt: over }) => ({
      from: startedAt,
      to: over ?? Infinity,
    })),
  ];
}

function deliveryOf({ id, kind, channelId, at }: Notice, running: Running): NewDelivery {
  const { episode, endedAt, ending } = running;
  if (kind === "ended") {
    return {
      id,
      channelId,
      notification: { kind, at: endedAt!, episode, ending: ending! },
    };
  }
  const when = kind === "opened" ? episode.openedAt : at;
  return { id, channelId, notification: { kind, at: when, episode } };
}
