import type { RoomStorage } from "./event-log";

type Values = {
  /** Whether listeners hear how many they are. */
  receivesViewerCount: boolean;
  /** Whether part 0 was told that there is no seat here. */
  isFull: boolean;
  /** How many watch the whole room, as part 0 has last said. */
  roomViewerCount: number;
};
const NAMES = [
  "receivesViewerCount",
  "isFull",
  "roomViewerCount",
] as const satisfies (keyof Values)[];

/** What a part remembers beside its log. Written only where it changes. */
export class ShardMetadata {
  readonly #kv: RoomStorage["kv"];

  constructor({ kv }: RoomStorage) {
    this.#kv = kv;
  }

  get<Name extends keyof Values>(name: Name): Values[Name] | undefined {
    return this.#kv.get<Values[Name]>(name);
  }

  set<Name extends keyof Values>(name: Name, value: Values[Name]): void {
    if (this.get(name) !== value) this.#kv.put(name, value);
  }

  clear(): void {
    for (const name of NAMES) this.#kv.delete(name);
  }
}
