import { splitAddress } from "../domain/checks/address-query";
import { MASKED_SECRET } from "../protocol/api";

/** The address with its scheme, host and path, and of its query the names alone. */
export function maskedAddress(address: string): string {
  const { base, query } = splitAddress(address);
  return query === null ? base : withParts(base, partsOf(query).map(maskedPartAt(base)));
}

/** Each masked value of the query gets the one that is stored under the same name, in their order. */
export function restoreMaskedAddress(given: string, stored: string): string {
  const { base, query } = splitAddress(given);
  if (query === null) return given;
  const before = splitAddress(stored);
  const kept = partsOf(before.query ?? "").map((part) => ({
    part,
    masked: maskedPartAt(before.base)(part),
  }));
  const parts = partsOf(query).map((part) => {
    const at = isMasked(part) ? kept.findIndex(({ masked }) => masked === plainMask(part)) : -1;
    return at < 0 ? part : kept.splice(at, 1)[0]!.part;
  });
  return withParts(base, parts);
}

export const hasMaskedQuery = (address: string): boolean =>
  partsOf(splitAddress(address).query ?? "").some(isMasked);

/** Whether two addresses lead to one place: by scheme, host and port. */
export const isSameDestination = (one: string, other: string): boolean =>
  destinationOf(one) === destinationOf(other);

/** Scheme, host and port of an address; null of what is none. */
export function destinationOf(address: string): string | null {
  const url = URL.parse(address);
  return url && `${url.protocol}//${url.host}`;
}

const partsOf = (query: string): string[] => query.split("&");
const withParts = (base: string, parts: readonly string[]): string => `${base}?${parts.join("&")}`;

/** Some clients escape the stars. */
const plainMask = (part: string): string => part.replace(/%2a/gi, "*");

function isMasked(part: string): boolean {
  const plain = plainMask(part);
  return plain === MASKED_SECRET || plain.endsWith(`=${MASKED_SECRET}`);
}

/** What has no value of its own is one: a token, which may end as base64 does. */
const maskedPartAt =
  (base: string) =>
  (part: string): string => {
    if (part === "") return "";
    const [, name, value] = /^([^=]*)=(.*[^=].*)$/s.exec(part) ?? [];
    if (name === undefined || value === undefined) return MASKED_SECRET;
    return isQuestion(base, name, value) ? part : `${name}=${MASKED_SECRET}`;
  };

/** Of which type a record is, and which well-known resolver is asked for it, says what is checked. */
const isQuestion = (base: string, name: string, value: string): boolean =>
  /^dns:/i.test(base) && /^(type|resolver)$/.test(name) && /^[a-z]{1,10}\d?$/i.test(value);
