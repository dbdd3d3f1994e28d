import { safeParse } from "valibot";
import { positionSchema, type Position } from "../protocol/position";

/** A client may send `ping` and nothing else; above this it is not even called unexpected. */
const MAX_MESSAGE_BYTES = 1024;

export const isTooLarge = (message: string | ArrayBuffer): boolean =>
  (typeof message === "string" ? new TextEncoder().encode(message) : message).byteLength >
  MAX_MESSAGE_BYTES;

/** The platform throws on codes that are not an application's to set, and on those it has made up. */
export const closeCodeForReply = (code: number): number =>
  code >= 3000 && code <= 4999 ? code : 1000;

/** Where the client says it stands; a cursor that makes no sense is none. */
export function readResumePosition(url: URL): Position | null {
  const since = url.searchParams.get("since");
  if (since === null || !/^\d{1,16}$/.test(since)) return null;
  const parsed = safeParse(positionSchema, {
    epoch: url.searchParams.get("epoch"),
    seq: Number(since),
  });
  return parsed.success ? parsed.output : null;
}
