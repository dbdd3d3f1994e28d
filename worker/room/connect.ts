import type { RoomName } from "../protocol/rooms";
import type { Position } from "../protocol/position";
import type { ConnectionInfo } from "./connections";
import { readResumePosition } from "./socket";
import { shardName } from "./shard-names";

/** Only the Worker says these; what a client sends under their names is dropped. */
const ADDRESS_HEADER = "x-pharos-address";
const VIEWER_HEADER = "x-pharos-viewer";
const NAME_HEADER = "x-pharos-name";
const VIEWERS_HEADER = "x-pharos-viewers";
const EXPIRES_HEADER = "x-pharos-expires";
const CONNECTIONS_HEADER = "x-pharos-connections";
/** Where there is room, as a shard that has none says. */
export const SHARD_HEADER = "x-pharos-shard";

/** A full shard names another one, which may have filled up meanwhile. */
const MAX_HOPS = 6;
const RETRY_AFTER_SECONDS = 30;

/**
 * Of rooms that go on in further shards: where people were let in last, since most of those who come
 * next need not ask shard 0, and the highest shard that a room itself has named.
 */
const knownShards = new Map<RoomName, { last: number; highest: number }>();

/** Whoever comes in, as the Worker says. */
export type ClientIdentity = Omit<ConnectionInfo, "connectedAt"> & {
  cursor: Position | null;
  receivesViewerCount: boolean;
};

type ConnectionRequest = Pick<
  ClientIdentity,
  "address" | "viewer" | "name" | "receivesViewerCount" | "expiresAt"
> & {
  tags: readonly string[];
};

/** The namespace of the rooms, as much of it as an upgrade needs. */
type Rooms = { getByName(name: string): Pick<Fetcher, "fetch"> };

/** Hands an upgrade that was let in to a part of its room that can take it. */
export async function connect(
  rooms: Rooms,
  room: RoomName,
  request: Request,
  caller: ConnectionRequest,
): Promise<Response> {
  const upgrade = new Request(request.url, { headers: headersOf(caller) });
  const known = knownShards.get(room) ?? { last: 0, highest: 0 };
  let shard = requestedShard(request, known.highest) ?? known.last;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const response = await rooms.getByName(shardName({ room, shard })).fetch(upgrade.clone());
    if (response.status !== 503) {
      known.last = shard;
      return response;
    }
    shard = Number(response.headers.get(SHARD_HEADER));
    known.highest = Math.max(known.highest, shard);
    if (shard > 0) knownShards.set(room, known);
  }
  return new Response(null, { status: 429, headers: { "retry-after": `${RETRY_AFTER_SECONDS}` } });
}

/** The shard that a client was in before, unless the room has never named one so high. */
function requestedShard({ url }: Request, highest: number): number | null {
  const hint = new URL(url).searchParams.get("shard") ?? "";
  return /^\d{1,5}$/.test(hint) && Number(hint) <= highest ? Number(hint) : null;
}

const headersOf = ({ address, viewer, name, ...caller }: ConnectionRequest) => ({
  upgrade: "websocket",
  [VIEWER_HEADER]: viewer,
  [VIEWERS_HEADER]: String(caller.receivesViewerCount),
  [CONNECTIONS_HEADER]: caller.tags.join(" "),
  ...(caller.expiresAt !== null && { [EXPIRES_HEADER]: String(caller.expiresAt) }),
  ...(address !== null && { [ADDRESS_HEADER]: address }),
  // Headers are no place for every letter.
  ...(name !== null && { [NAME_HEADER]: encodeURIComponent(name) }),
});

/** With whose right a socket ends. */
export const readTags = ({ headers }: Request): string[] =>
  (headers.get(CONNECTIONS_HEADER) ?? "").split(" ").filter(Boolean);

export const readIdentity = ({ url, headers }: Request): ClientIdentity => ({
  address: headers.get(ADDRESS_HEADER),
  viewer: headers.get(VIEWER_HEADER) ?? "",
  name: decodeName(headers.get(NAME_HEADER)),
  receivesViewerCount: headers.get(VIEWERS_HEADER) !== "false",
  expiresAt: headers.has(EXPIRES_HEADER) ? Number(headers.get(EXPIRES_HEADER)) : null,
  cursor: readResumePosition(new URL(url)),
});

const decodeName = (encoded: string | null): string | null =>
  encoded === null ? null : decodeURIComponent(encoded);
