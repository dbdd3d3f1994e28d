import type { RoomStorage } from "./event-log";

/** The rooms that are listened to, known to the room `all`: a tick calls them and no others. */
export class RoomRegistry {
  readonly #storage: RoomStorage;

  constructor(storage: RoomStorage) {
    this.#storage = storage;
    storage.sql.exec("create table if not exists listening (room text primary key)");
  }

  get rooms(): string[] {
    return this.#storage.sql
      .exec<{ room: string }>("select room from listening")
      .toArray()
      .map(({ room }) => room);
  }

  add(room: string): void {
    this.#storage.sql.exec("insert or ignore into listening (room) values (?)", room);
  }

  remove(room: string): void {
    this.#storage.sql.exec("delete from listening where room = ?", room);
  }
}
