import type { RequestEvent } from "@sveltejs/kit";
import type { List } from "$protocol/api";
import { canSendEmail } from "$domain/pages/subscription";
import type { ChannelView, RuleView } from "$protocol/notifications";
import type { PageView } from "$protocol/page-view";
import type { SubscriberView } from "$protocol/subscription";
import { rulesUsingChannel, type EmailChannel } from "$lib/pages/mail-channel";
import { loadFromApi, writeToApi } from "./api";

type LoadEvent = Pick<RequestEvent, "fetch" | "url">;

async function loadAll<Item>(event: LoadEvent, path: string): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: List<Item> = await loadFromApi(event, `${path}?limit=200${from}`);
    all.push(...page.data);
    cursor = page.nextCursor;
  }
  return all;
}

export const loadChannels = (event: LoadEvent) => loadAll<ChannelView>(event, "/channels");
export const loadRules = (event: LoadEvent) => loadAll<RuleView>(event, "/rules");

/** Whoever may not see them is offered none. */
async function loadIfAllowed<Item>(event: LoadEvent, path: string): Promise<Item[]> {
  const written = await writeToApi<List<Item>>(event, "GET", path);
  return written.ok ? written.answer.data : [];
}

/** Channels that can mail the subscribers of a page, and what the team hears by each. */
export async function loadEmailChannels(event: LoadEvent): Promise<EmailChannel[]> {
  const [channels, rules] = await Promise.all([
    loadIfAllowed<ChannelView>(event, "/channels?limit=200"),
    loadIfAllowed<RuleView>(event, "/rules?limit=200"),
  ]);
  return channels
    .filter(({ kind }) => canSendEmail(kind))
    .map(({ id, name }) => ({ id, name, ruleNames: rulesUsingChannel(id, rules) }));
}

/** Who is told by a page, and who has not confirmed yet. */
export async function loadPageSubscribers(event: LoadEvent, page: string) {
  const [subscribers, unconfirmed] = await Promise.all([
    loadIfAllowed<SubscriberView>(event, `${page}/subscribers`),
    loadIfAllowed<SubscriberView>(event, `${page}/subscribers?confirmed=false`),
  ]);
  return { subscribers, unconfirmed };
}
/** What all pages are called, to choose from. */
export const loadPageNames = async (event: LoadEvent): Promise<{ id: string; name: string }[]> =>
  (await loadAll<PageView>(event, "/pages")).map(({ id, title }) => ({ id, name: title }));
