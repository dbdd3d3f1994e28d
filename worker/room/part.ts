import { CLOSE } from "../protocol/close-codes";
import type { RoomPublication } from "../protocol/frames";
import type { Position } from "../protocol/position";
import { planRelay } from "../protocol/resume";
import { admit, freeSeats, type Admission } from "./admission";
import { Alarm } from "./alarm";
import { Audience } from "./audience";
import { Branches, type PartStub } from "./branches";
import type { Visitor } from "./connect";
import { exclusively } from "./exclusively";
import { RoomLog, type RoomStorage, type Row, type Snapshot } from "./log";
import { Neighbours } from "./neighbours";
import { Notes } from "./notes";
import { Seating } from "./seating";
import type { Sizes } from "./sizes";
import type { Told } from "./told";
import { readPartName, type Part } from "./tree";
import { isNews, Voice } from "./voice";

export type Surroundings = {
  platform: ConstructorParameters<typeof Audience>[0] &
    Pick<DurableObjectState, "blockConcurrencyWhile"> & {
      storage: RoomStorage & ConstructorParameters<typeof Alarm>[0]["storage"];
    };
  stub(name: string): PartStub;
  sizes: Sizes;
  now(): number;
  newEpoch(): string;
};

/** One part of a room: sequence and log of those who listen to the same events, and its sockets. */
export class RoomPart {
  readonly #place: Part;
  readonly #around: Surroundings;
  readonly #log: RoomLog;
  readonly #audience: Audience;
  readonly #neighbours: Neighbours;
  /** The parts below; of part 0 also where there is room in all of them. */
  readonly branches: Branches;
  readonly seating: Seating;
  readonly #notes: Notes;
  readonly #voice: Voice;
  readonly #alarm: Alarm;
  readonly #door: Parameters<typeof freeSeats>[0];

  constructor(name: string, around: Surroundings) {
    const { storage } = around.platform;
    this.#place = readPartName(name);
    this.#around = around;
    this.#log = new RoomLog(storage);
    this.#audience = new Audience(around.platform);
    this.#neighbours = new Neighbours({
      place: this.#place,
      fanOut: around.sizes.fanOut,
      stub: around.stub,
    });
    this.branches = new Branches(storage, (part) => this.#neighbours.part(part));
    this.seating = new Seating(storage, around.sizes.parts);
    this.#notes = new Notes(storage);
    this.#voice = new Voice({
      place: this.#place,
      log: this.#log,
      audience: this.#audience,
      branches: this.branches,
      notes: this.#notes,
    });
    this.#alarm = new Alarm({ storage, now: around.now });
    this.#door = {
      part: this.#place.part,
      sizes: around.sizes,
      audience: this.#audience,
      notes: this.#notes,
      isOpen: () => this.#log.position !== null,
      seat: async (isFull) =>
        this.#place.part === 0
          ? this.seating.place(0, isFull)
          : this.#neighbours.part(0).seat(this.#place.part, isFull),
    };
  }

  /** Whether one more may come in here. */
  async admit(address: string | null): Promise<Admission> {
    this.#change(() => this.#audience.sweep(this.#around.now()));
    await freeSeats(this.#door);
    const admission = await admit(address, this.#door);
    if (admission === "welcome") await this.position();
    return admission;
  }

  /** Greets, with all that was missed or a gap, and from here on tells everything. */
  enter(socket: WebSocket, { cursor, isToldWatching, ...listener }: Visitor): void {
    const entering = { ...listener, at: this.#around.now() };
    this.#notes.set("isToldWatching", isToldWatching);
    this.#change(() => {
      this.#audience.enter(socket, entering);
      socket.send(this.#voice.hello(cursor, entering));
    }, socket);
    const { isCompany } = this.#voice;
    if (this.#audience.size === 1 || isCompany) void this.#alarm.whenOccupied(isCompany);
  }

  /** A socket has ended. */
  async leave(socket: WebSocket): Promise<void> {
    this.#audience.recall(socket);
    this.#change(() => this.#audience.leave(socket));
    if (this.#audience.size === 0) await this.#alarm.whenEmpty();
    await freeSeats(this.#door);
  }

  /** Where the room stands. Asking is announcing oneself: from here on the room keeps its events. */
  async position(): Promise<Position> {
    return this.#log.position ?? (await this.#open());
  }

  /** Keeps the events and tells them. False where nobody listens, or where that was done before. */
  async publish({ id, events, checks, ...freshness }: RoomPublication): Promise<boolean> {
    const position = this.#log.position;
    if (!position || (id !== undefined && this.#log.knows(id))) return position !== null;
    const told = {
      epoch: position.epoch,
      seq: position.seq + events.length,
      count: events.length,
      events: JSON.stringify(events),
      checks: checks ? JSON.stringify(checks) : null,
      freshness,
      watching: this.#voice.watching,
    };
    await this.#tell(told, id);
    return true;
  }

  /** What the part above tells. Answers how many watch here and below; null where this is closed. */
  async relay(told: Told): Promise<number | null> {
    const position = this.#log.position;
    if (!position) return null;
    this.#notes.set("everywhere", told.watching);
    const plan = planRelay(position, told);
    if (plan === "next") await this.#tell(told);
    if (plan === "behind") await this.#catchUp(position);
    return this.#voice.watching;
  }

  /** Something that was stored could not be told: nothing before this can be gone on from. */
  async renew(): Promise<void> {
    if (!this.#log.position) return;
    this.#log.begin(this.#around.newEpoch());
    await this.#tellAnew();
  }

  async adopt(part: number): Promise<Snapshot> {
    const position = await this.position();
    this.branches.add(part);
    return this.#log.snapshot(position);
  }

  async since(cursor: Position): Promise<Row[] | Snapshot> {
    const position = await this.position();
    return this.#log.since(cursor) ?? this.#log.snapshot(position);
  }

  /** There is no such room any more. */
  async end(): Promise<void> {
    await this.branches.end();
    this.#audience.closeAll(CLOSE.noSuchRoom, "deleted");
    this.branches.clear();
    await this.#close();
  }

  /** Rarely: those who vanished are let go, and a part that nobody came back to is closed. */
  async alarm(): Promise<void> {
    this.#change(() => this.#audience.sweep(this.#around.now()));
    if (this.#isEmpty) return this.#close();
    await this.#alarm.whenOccupied(this.#voice.isCompany);
    // Whatever the registry has lost meanwhile.
    await this.#neighbours.register();
  }

  async #open(): Promise<Position> {
    return exclusively(this.#around.platform, async () => {
      const known = this.#log.position;
      if (known) return known;
      // First the alarm: whatever dies in between, it ends a registration that nobody uses.
      await this.#alarm.whenEmpty();
      if (this.#place.part > 0)
        return this.#log.adopt(await this.#neighbours.above.adopt(this.#place.part));
      await this.#neighbours.register();
      return this.#log.begin(this.#around.newEpoch());
    });
  }

  /** First forgotten, then out of the lists: what dies in between is called in vain, and tries again. */
  async #close(): Promise<void> {
    if (this.#neighbours.isRegistry) return;
    await exclusively(this.#around.platform, async () => {
      this.#log.end();
      this.seating.clear();
      this.#notes.clear();
      await this.#neighbours.leave();
    });
  }

  /** Stored, then passed on, then sent: those below wait for nobody here. */
  async #tell(told: Told, id?: string): Promise<void> {
    const { epoch, seq, count, events, freshness } = told;
    const now = this.#around.now();
    this.#log.append({ epoch, seq }, { count, events, at: now }, id);
    this.#log.refresh(freshness);
    this.#audience.sweep(now);
    if (this.#isEmpty) return this.#neighbours.isRegistry ? undefined : this.#alarm.foundEmpty();
    const frame = this.#voice.frame(told);
    await Promise.all([this.branches.relay(told), this.#audience.send(frame)]);
  }

  /** To those to whom only the present can be told; they read the state again. */
  async #tellAnew(): Promise<void> {
    const position = this.#log.position;
    if (!position) return;
    await Promise.all([
      this.branches.relay(this.#voice.present(position)),
      this.#audience.send((listener) => this.#voice.hello(null, listener)),
    ]);
  }

  async #catchUp(position: Position): Promise<void> {
    const missed = await exclusively(this.#around.platform, async () => {
      const answer = await this.#neighbours.above.since(position);
      if (!Array.isArray(answer)) this.#log.adopt(answer);
      return answer;
    });
    if (!Array.isArray(missed)) return this.#tellAnew();
    const told = missed.map(({ last, count, events }) =>
      this.#tell({ ...this.#voice.present({ ...position, seq: last }), count, events }),
    );
    await Promise.all(told);
  }

  /** Tells who came or went by this; free while nobody does. */
  #change(change: () => void, except?: WebSocket): void {
    const before = this.#audience.count;
    change();
    const position = this.#log.position;
    if (!position || this.#place.part > 0 || !isNews(before, this.#audience.count)) return;
    void this.#audience.send(this.#voice.frame(this.#voice.present(position)), except);
  }

  get #isEmpty(): boolean {
    return this.#audience.size === 0 && this.branches.isEmpty;
  }
}
