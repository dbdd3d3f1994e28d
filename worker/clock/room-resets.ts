import type { Instant } from "../domain/instant";

/** A room that could not be told twice gets a moment to come back. */
const RESET_DELAY_MS = 2_000;
/** From the promise to the word: the longest query of the database, and no more. */
const PUBLISH_TIMEOUT_MS = 30_000;

/** The room that begins anew; null for every room that has listeners. */
type RoomReset = { room: string | null; at: Instant };

/** Which rooms begin anew, and when: those that missed something, and all where a promise is broken. */
export class RoomResets {
  readonly #kv: DurableObjectStorage["kv"];

  constructor(kv: DurableObjectStorage["kv"]) {
    this.#kv = kv;
  }

  get times(): Instant[] {
    return Object.values(this.#all).map(({ at }) => at);
  }

  add(room: string, now: Instant): void {
    this.#all = { ...this.#all, [room]: { room, at: now + RESET_DELAY_MS } };
  }

  /** News that will be told soon; who dies in between leaves it here. */
  addPending(id: string, now: Instant): void {
    this.#all = { ...this.#all, [id]: { room: null, at: now + PUBLISH_TIMEOUT_MS } };
  }

  cancel(id: string): void {
    const { [id]: _, ...others } = this.#all;
    this.#all = others;
  }

  /** What fails stays, and is tried again: it is noted first, and struck out by `done`. */
  takeDue(now: Instant): { room: string | null; done: () => void }[] {
    const due = Object.entries(this.#all).filter(([, { at }]) => at <= now);
    const at = now + RESET_DELAY_MS;
    const again = due.map(([key, { room }]) => [key, { room, at }] as const);
    this.#all = { ...this.#all, ...Object.fromEntries(again) };
    return [...new Set(due.map(([, { room }]) => room))].map((room) => ({
      room,
      done: () => {
        const keys = due.filter(([, one]) => one.room === room).map(([key]) => key);
        const left = Object.entries(this.#all).filter(
          // What missed something again meanwhile stays.
          ([key, one]) => !keys.includes(key) || one.at > at,
        );
        this.#all = Object.fromEntries(left);
      },
    }));
  }

  get #all(): Record<string, RoomReset> {
    return this.#kv.get<Record<string, RoomReset>>("resets") ?? {};
  }

  set #all(all: Record<string, RoomReset>) {
    this.#kv.put("resets", all);
  }
}
