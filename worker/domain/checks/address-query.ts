/**
 * An address in two: where it leads, and its query, in which keys of services often stand. Null is
 * no query. A fragment is in neither: it is never sent.
 */
export function splitAddress(address: string): { base: string; query: string | null } {
  const [sent = ""] = address.split("#", 1);
  const at = sent.indexOf("?");
  return at < 0
    ? { base: sent, query: null }
    : { base: sent.slice(0, at), query: sent.slice(at + 1) };
}
