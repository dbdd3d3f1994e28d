import type { RequestEvent } from "@sveltejs/kit";
import type { List } from "$protocol/api";
import { canMail } from "$domain/subscription";
import type { ChannelView, RuleView } from "$protocol/notifying";
import type { PageView } from "$protocol/page-view";
import type { SubscriberView } from "$protocol/subscription";
import { rulesNaming, type MailChannel } from "$lib/pages/mail-channel";
import { read, write } from "./api";

type Asking = Pick<RequestEvent, "fetch" | "url">;

async function readAll<Item>(event: Asking, path: string): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: List<Item> = await read(event, `${path}?limit=200${from}`);
    all.push(...page.data);
    cursor = page.nextCursor;
  }
  return all;
}

export const readChannels = (event: Asking) => readAll<ChannelView>(event, "/channels");
export const readRules = (event: Asking) => readAll<RuleView>(event, "/rules");

/** Whoever may not see them is offered none. */
async function readAllowed<Item>(event: Asking, path: string): Promise<Item[]> {
  const written = await write<List<Item>>(event, "GET", path);
  return written.ok ? written.answer.data : [];
}

/** Channels that can mail the subscribers of a page, and what the team hears by each. */
export async function readMailChannels(event: Asking): Promise<MailChannel[]> {
  const [channels, rules] = await Promise.all([
    readAllowed<ChannelView>(event, "/channels?limit=200"),
    readAllowed<RuleView>(event, "/rules?limit=200"),
  ]);
  return channels
    .filter(({ kind }) => canMail(kind))
    .map(({ id, name }) => ({ id, name, heardBy: rulesNaming(id, rules) }));
}

export const readSubscribers = (event: Asking, page: string) =>
  readAllowed<SubscriberView>(event, `${page}/subscribers`);
/** What all pages are called, to choose from. */
export const readPageNames = async (event: Asking): Promise<{ id: string; name: string }[]> =>
  (await readAll<PageView>(event, "/pages")).map(({ id, title }) => ({ id, name: title }));
