/** How long a part stays with nobody in it: long enough for a reload or a tunnel. */
const EMPTY_MS = 120_000;
/** Sockets can vanish without a word, with the machine that held them: a quiet room looks too. */
const OCCUPIED_MS = 2 * 60 * 60_000;

/** Who is shown to others by name is not shown for long once they vanished. */
const COMPANY_MS = 2 * 60_000;

type Deps = {
  storage: Pick<DurableObjectStorage, "setAlarm" | "getAlarm">;
  now(): number;
};

/** When a part looks by itself whether anybody is there. */
export class Alarm {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  whenEmpty(): Promise<void> {
    return this.#in(EMPTY_MS);
  }

  whenOccupied(isCompany: boolean): Promise<void> {
    return this.#in(isCompany ? COMPANY_MS : OCCUPIED_MS);
  }

  /** For those who vanished without a word: then nobody has set the alarm that closes the part. */
  async foundEmpty(): Promise<void> {
    const at = await this.#deps.storage.getAlarm();
    if (at === null || at > this.#deps.now() + EMPTY_MS) await this.whenEmpty();
  }

  #in(ms: number): Promise<void> {
    return this.#deps.storage.setAlarm(this.#deps.now() + ms);
  }
}
