import type { RoomName } from "../protocol/rooms";
import type { Position } from "../protocol/position";
import type { Listener } from "./audience";
import { readCursor } from "./client";
import { partName } from "./tree";

/** Only the Worker says these; what a client sends under their names is dropped. */
const ADDRESS_HEADER = "x-pharos-address";
const VIEWER_HEADER = "x-pharos-viewer";
const NAME_HEADER = "x-pharos-name";
const WATCHING_HEADER = "x-pharos-watching";
const LISTENERS_HEADER = "x-pharos-listeners";
/** Where there is room, as a part that has none says. */
export const PART_HEADER = "x-pharos-part";

/** A full part names another one, which may have filled up meanwhile. */
const HOPS = 6;
const FULL_SECONDS = 30;

/** Where people were let in last: most of those who come next need not ask part 0. */
const lastParts = new Map<RoomName, number>();

/** Whoever comes in, as the Worker says. */
export type Visitor = Omit<Listener, "at"> & { cursor: Position | null; isToldWatching: boolean };

type Caller = Pick<Visitor, "address" | "viewer" | "name" | "isToldWatching"> & {
  listeners: readonly string[];
};

/** The namespace of the rooms, as much of it as an upgrade needs. */
type Rooms = { getByName(name: string): Pick<Fetcher, "fetch"> };

/** Hands an upgrade that was let in to a part of its room that can take it. */
export async function connect(
  rooms: Rooms,
  room: RoomName,
  request: Request,
  caller: Caller,
): Promise<Response> {
  const upgrade = new Request(request.url, { headers: headersOf(caller) });
  let part = hintOf(request) ?? lastParts.get(room) ?? 0;
  for (let hop = 0; hop < HOPS; hop++) {
    const response = await rooms.getByName(partName({ room, part })).fetch(upgrade.clone());
    if (response.status !== 503) {
      if (part === 0) lastParts.delete(room);
      else lastParts.set(room, part);
      return response;
    }
    part = Number(response.headers.get(PART_HEADER));
  }
  return new Response(null, { status: 429, headers: { "retry-after": `${FULL_SECONDS}` } });
}

/** The part that a client was in before; it is asked first whether it exists. */
function hintOf({ url }: Request): number | null {
  const hint = new URL(url).searchParams.get("part") ?? "";
  return /^\d{1,5}$/.test(hint) ? Number(hint) : null;
}

const headersOf = ({ address, viewer, name, isToldWatching, listeners }: Caller) => ({
  upgrade: "websocket",
  [VIEWER_HEADER]: viewer,
  [WATCHING_HEADER]: String(isToldWatching),
  [LISTENERS_HEADER]: listeners.join(" "),
  ...(address !== null && { [ADDRESS_HEADER]: address }),
  // Headers are no place for every letter.
  ...(name !== null && { [NAME_HEADER]: encodeURIComponent(name) }),
});

/** With whose right a socket ends. */
export const readListeners = ({ headers }: Request): string[] =>
  (headers.get(LISTENERS_HEADER) ?? "").split(" ").filter(Boolean);

export const readVisitor = ({ url, headers }: Request): Visitor => ({
  address: headers.get(ADDRESS_HEADER),
  viewer: headers.get(VIEWER_HEADER) ?? "",
  name: nameOf(headers.get(NAME_HEADER)),
  isToldWatching: headers.get(WATCHING_HEADER) !== "false",
  cursor: readCursor(new URL(url)),
});

const nameOf = (written: string | null): string | null =>
  written === null ? null : decodeURIComponent(written);
