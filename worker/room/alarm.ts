/** How long a part stays with nobody in it: long enough for a reload or a tunnel. */
const CLOSE_WHEN_EMPTY_MS = 120_000;
/** Sockets can vanish without a word, with the machine that held them: a quiet room looks too. */
const SWEEP_WHEN_OCCUPIED_MS = 2 * 60 * 60_000;

/** Who is shown to others by name is not shown for long once they vanished. */
const SWEEP_WITH_PRESENCE_MS = 2 * 60_000;

type AlarmDeps = {
  storage: Pick<DurableObjectStorage, "setAlarm" | "getAlarm">;
  now(): number;
};

/** When a part looks by itself whether anybody is there. */
export class Alarm {
  readonly #deps: AlarmDeps;

  constructor(deps: AlarmDeps) {
    this.#deps = deps;
  }

  scheduleClose(): Promise<void> {
    return this.#scheduleIn(CLOSE_WHEN_EMPTY_MS);
  }

  scheduleSweep(hasPresence: boolean): Promise<void> {
    return this.#scheduleIn(hasPresence ? SWEEP_WITH_PRESENCE_MS : SWEEP_WHEN_OCCUPIED_MS);
  }

  /** For those who vanished without a word: then nobody has set the alarm that closes the part. */
  async ensureCloseScheduled(): Promise<void> {
    const at = await this.#deps.storage.getAlarm();
    if (at === null || at > this.#deps.now() + CLOSE_WHEN_EMPTY_MS) await this.scheduleClose();
  }

  #scheduleIn(ms: number): Promise<void> {
    return this.#deps.storage.setAlarm(this.#deps.now() + ms);
  }
}
