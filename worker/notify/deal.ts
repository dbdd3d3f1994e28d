import type { Instant } from "../domain/instant";
import { planNotices, toldOf, type Notice } from "../domain/notice";
import {
  endpointIdsOf,
  gradeOf,
  nameOf,
  type News,
  type Notification,
} from "../domain/notification";
import type { Period } from "../domain/uptime";
import {
  endOfWhole,
  groupsOf,
  jointAcknowledgement,
  jointProgress,
  NO_PROGRESS,
  toldAsOne,
  type Group,
  type Running,
  type Whole,
} from "../domain/whole";
import { asWorkedOn } from "../domain/worked";
import type { DealingPorts, NewDelivery, Posted } from "../ports/notifying";

/** How much of the outbox one round takes in. */
const ROUND = 1_000;

/**
 * From the outbox to the queues: takes in what is new, asks the rules, and stores who is to hear
 * what, all in one batch. Answers when to do it again, if nothing happens before.
 */
export async function dealOut(ports: DealingPorts, at: Instant): Promise<Instant | null> {
  const [posted, episodes] = await Promise.all([ports.outbox(ROUND), ports.episodes()]);
  const nextAt = await plan(ports, { posted, episodes }, at);
  await ports.wakeChannels();
  await ports.expire(at);
  // More than one round takes in has come.
  return posted.length === ROUND ? at : nextAt;
}

type Round = { posted: Posted[]; episodes: Map<string, Running> };

async function plan(
  ports: DealingPorts,
  { posted, episodes }: Round,
  at: Instant,
): Promise<Instant | null> {
  const before = new Map([...episodes].map(([id, one]) => [id, JSON.stringify(one)]));
  for (const { news } of posted) begin(episodes, news);
  const asked = posted.flatMap(({ news }) => (news.kind === "opened" ? [] : news.episodeId));
  const ids = [...new Set([...episodes.keys(), ...asked])];
  const [leads, worked, rules, channelIds, maintenances, bulletins] = await Promise.all([
    ports.leads(ids),
    ports.worked(ids),
    ports.rules(),
    ports.channelIds(),
    ports.maintenances(at),
    ports.bulletins(at),
  ]);
  const groups = groupsOf(episodes.values(), leads);
  for (const group of groups.values()) {
    const seen = asWorkedOn(group, worked.get(group.id));
    for (const [index, member] of group.members.entries()) member.episode = seen[index]!;
  }
  const endpointIds = [...episodes.values()].flatMap(({ episode }) => endpointIdsOf(episode));
  const pages = await ports.pages([...new Set(endpointIds)]);
  const told = ({ episodeId }: { episodeId: string }) =>
    groups.get(leads.get(episodeId) ?? episodes.get(episodeId)?.progress.lead ?? episodeId);
  const deliveries = [
    ...posted
      .flatMap(({ news }) => (news.kind === "opened" ? [] : takeIn(told(news), news)))
      .filter(({ channelId }) => channelIds.includes(channelId)),
    ...bulletins.flatMap((bulletin) => bulletin.deliveries),
  ];
  const changed: Running[] = [];
  const settled: string[] = [];
  let nextAt: Instant | null = null;
  for (const group of groups.values()) {
    const whole: Whole = {
      ...wholeOf(group),
      parts: group.members.map((one) => ({
        ...one,
        pages: [...new Set(endpointIdsOf(one.episode).flatMap((id) => pages.get(id) ?? []))],
        silences: silencesOf(one, episodes, maintenances),
        heardBy: Object.keys(one.progress.told),
      })),
    };
    const planned = planNotices(whole, { rules, channelIds }, at);
    deliveries.push(...planned.notices.map((notice) => deliveryOf(notice, whole)));
    if (planned.nextAt !== null) nextAt = Math.min(planned.nextAt, nextAt ?? Infinity);
    for (const member of group.members) {
      const { id } = member.episode;
      const lead = id === group.id ? {} : { lead: group.id };
      const told = toldOf(planned, id);
      const progress = { ...planned.progress, told, ...lead };
      // Separated from the others it is as taken on as they were.
      const now = { ...member, acknowledgedAt: whole.acknowledgedAt, progress };
      if (planned.isSettled) settled.push(id);
      else if (JSON.stringify(now) !== before.get(id)) changed.push(now);
    }
  }
  deliveries.sort((one, other) => one.notification.at - other.notification.at);
  const through = posted.at(-1)?.number ?? 0;
  await ports.store({ through, changed, settled, deliveries, bulletins, at });
  return nextAt;
}

const wholeOf = ({ id, members }: Group) => ({
  id,
  parts: members,
  acknowledgedAt: jointAcknowledgement(members),
  progress: jointProgress(members),
});

function begin(episodes: Map<string, Running>, news: News): void {
  if (news.kind !== "opened" || episodes.has(news.episode.id)) return;
  episodes.set(news.episode.id, {
    episode: news.episode,
    endedAt: null,
    ending: null,
    acknowledgedAt: null,
    progress: NO_PROGRESS,
  });
}

/** What is new of an incident, noted with it; what is to be said at once to those who know of it. */
function takeIn(group: Group | undefined, news: Exclude<News, { kind: "opened" }>): NewDelivery[] {
  if (!group) return [];
  const { at } = news;
  switch (news.kind) {
    case "ended": {
      const running = group.members.find(({ episode }) => episode.id === news.episodeId);
      if (!running || running.endedAt !== null) return [];
      running.endedAt = at;
      running.ending = news.ending;
      noteWords(running, news.body);
      return [];
    }
    case "changed":
      // As it stands now it was read with the incident.
      return [];
    case "acknowledged": {
      if (jointAcknowledgement(group.members) !== null) return [];
      for (const running of group.members) running.acknowledgedAt = at;
      return toAll(group, { kind: "acknowledged", at, by: news.by });
    }
    case "unacknowledged": {
      if (jointAcknowledgement(group.members) === null) return [];
      for (const running of group.members) {
        running.acknowledgedAt = null;
        // This is the reminder: the next one is counted from here.
        for (const rule of Object.values(running.progress.rules)) rule.remindedAt = at;
      }
      // Who was told that somebody is on it would wait for them otherwise.
      return endOfWhole(group.members) === null ? toAll(group, { kind: "reminder", at }) : [];
    }
    case "updated": {
      const { status, body } = news;
      for (const running of group.members) noteWords(running, body);
      return toAll(group, { kind: "updated", at, status, body });
    }
  }
}

/** Of what a person opened, what people wrote last is what is known. */
function noteWords(running: Running, body: string | undefined): void {
  if (running.episode.endpointId !== null || body === undefined) return;
  running.episode = { ...running.episode, reason: body };
}

type Said =
  | { kind: "reminder"; at: Instant }
  | { kind: "acknowledged"; at: Instant; by: string }
  | { kind: "updated"; at: Instant; status: string; body: string };

function toAll(group: Group, said: Said): NewDelivery[] {
  const { id, parts, progress } = wholeOf(group);
  const notification = {
    ...said,
    ...toldAsOne({ id, parts }, { isOver: false, about: [] }),
  } satisfies Notification;
  return Object.keys(progress.told).map((channelId) => ({
    id: [id, channelId, said.kind, said.at].join("."),
    channelId,
    notification,
  }));
}

/** Announced work, and the time in which something that it is reached through is down as well. */
function silencesOf(
  { episode, endedAt }: Running,
  episodes: ReadonlyMap<string, Running>,
  maintenances: ReadonlyMap<string, Period>,
): Period[] {
  const { endpointId, reachedThrough, id } = episode;
  // Whoever opens one by hand wants it heard.
  if (endpointId === null) return [];
  const work = [endpointId, ...reachedThrough].flatMap((one) => maintenances.get(one) ?? []);
  // Whoever heard of it hears of its end.
  if (endedAt !== null) return work;
  const above = [...episodes.values()].filter(
    (other) =>
      other.episode.id !== id &&
      other.episode.endpointId !== null &&
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

function deliveryOf({ id, kind, channelId, about, at, growth }: Notice, whole: Whole): NewDelivery {
  if (kind === "ended") {
    const { endedAt, ending } = endOfWhole(whole.parts)!;
    const notification = {
      kind,
      at: endedAt,
      ...toldAsOne(whole, { isOver: true, about }),
      ending,
    };
    return { id, channelId, notification };
  }
  const told = toldAsOne(whole, { isOver: false, about });
  if (kind === "grown") {
    const joined = whole.parts
      .filter(({ episode }) => growth?.joined.includes(episode.id))
      .map(({ episode }) => nameOf(episode));
    const grade = growth?.isWorse ? gradeOf(whole.parts[0]!.episode) : null;
    return { id, channelId, notification: { kind, at, ...told, joined, grade } };
  }
  const when = kind === "opened" ? told.episode.openedAt : at;
  return { id, channelId, notification: { kind, at: when, ...told } };
}
