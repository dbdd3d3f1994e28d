import ipaddr from "ipaddr.js";

export type AddressPolicy = { allowPrivate: boolean };

/** Why an address may not be asked, as a sentence; null when it may. */
export function refusedAddress(text: string, { allowPrivate }: AddressPolicy): string | null {
  const url = URL.parse(text);
  if (!url) return "expected an address such as https://example.com/health";
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return `expected http:// or https://, saw ${url.protocol}//`;
  }
  if (url.username || url.password) return "expected no user name or password in the address";
  if (!allowPrivate && isPrivate(url.hostname)) {
    return "the address is private; private addresses are checked only where ALLOW_PRIVATE_TARGETS is true";
  }
  return null;
}

/** The URL parser has already turned odd spellings (0x7f.1, 2130706433) into plain addresses. */
function isPrivate(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (!ipaddr.isValid(name)) return isLocalName(name);
  return ipaddr.process(name).range() !== "unicast";
}

const isLocalName = (name: string): boolean =>
  !name.includes(".") || /\.(localhost|local|internal|lan|home|corp)$/.test(name);
