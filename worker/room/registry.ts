import type { RoomStorage } from "./event-log";

/** The rooms that are listened to, known to the room `all`: a tick calls them and no others. */
export class RoomRegistry {
  readonly #storage: RoomStorage;

  constructor(storage: RoomStorage) {
    this.#storage = storage;
    storage.sql.exec("create table if not exists active_rooms (room text primary key)");
  }

  get rooms(): string[] {
    return this.#storage.sql
      .exec<{ room: string }>("select room from active_rooms")
      .toArray()
      .map(({ room }) => room);
  }

  add(room: string): void {
    this.#storage.sql.exec("insert or ignore into active_rooms (room) values (?)", room);
  }

  remove(room: string): void {
    this.#storage.sql.exec("delete from active_rooms where room = ?", room);
  }
}
