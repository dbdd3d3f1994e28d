import type { RequestEvent } from "@sveltejs/kit";
import type { List } from "$protocol/api";
import type { ChannelView, RuleView } from "$protocol/notifying";
import type { PageView } from "$protocol/page-view";
import { read } from "./api";

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

/** What all pages are called, to choose from. */
export const readPageNames = async (event: Asking): Promise<{ id: string; name: string }[]> =>
  (await readAll<PageView>(event, "/pages")).map(({ id, title }) => ({ id, name: title }));
