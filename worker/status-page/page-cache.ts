import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import type { StatusPageCacheRpc } from "../ports/durable-objects";
import type { PageEntry } from "../ports/pages";
import type { PublicMonth, PublicPage } from "../protocol/public-page";
import { readDirectory, readPublicMonth, readPublicPage } from "../adapters/pages";

/** How old what strangers are shown may be. */
const TTL_MS = 1_000;

type CacheEntry<Value> = { value: Promise<Value>; expiresAt: number };

/**
 * Reads what strangers see: one object for each page, and one for the list of them. However many ask at
 * once, and from wherever, the database is asked once a second.
 */
export class StatusPageCache extends DurableObject<Env> implements StatusPageCacheRpc {
  #directory: CacheEntry<PageEntry[]> | null = null;
  #page: CacheEntry<PublicPage | null> | null = null;
  #month: (CacheEntry<PublicMonth | null> & { of: string | null }) | null = null;

  async directory(): Promise<PageEntry[]> {
    this.#directory = unlessExpired(this.#directory) ?? toCacheEntry(readDirectory(this.env));
    return this.#directory.value;
  }

  /** Whoever asks for many of them asks for each anew. */
  async month(id: string, month: string | null): Promise<PublicMonth | null> {
    if (this.#month?.of !== month) this.#month = null;
    this.#month = unlessExpired(this.#month) ?? {
      of: month,
      ...toCacheEntry(readPublicMonth(this.env, id, month)),
    };
    return this.#month.value;
  }

  async page(id: string): Promise<PublicPage | null> {
    this.#page = unlessExpired(this.#page) ?? toCacheEntry(readPublicPage(this.env, id));
    return this.#page.value;
  }

  /** What was read is not what is stored any more. */
  invalidate(): void {
    this.#directory = null;
    this.#page = null;
    this.#month = null;
  }
}

const unlessExpired = <Of extends { expiresAt: number }>(entry: Of | null): Of | null =>
  entry && entry.expiresAt > Date.now() ? entry : null;

/** A read that fails is not kept: the next one tries again. */
function toCacheEntry<Value>(value: Promise<Value>): CacheEntry<Value> {
  const entry = { value, expiresAt: Date.now() + TTL_MS };
  value.catch(() => (entry.expiresAt = 0));
  return entry;
}
