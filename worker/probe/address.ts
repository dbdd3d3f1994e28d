import ipaddr from "ipaddr.js";

export type AddressPolicy = { allowPrivate: boolean };

/** RFC 1035; the runtime's connect throws above it. */
const MAX_HOST_LENGTH = 252;

/** Why an address may not be asked, as a sentence; null when it may. */
export function refusedAddress(text: string, { allowPrivate }: AddressPolicy): string | null {
  const url = URL.parse(text);
  if (!url) return "expected an address such as https://example.com/health";
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return `expected http:// or https://, saw ${url.protocol}//`;
  }
  if (url.hostname.length > MAX_HOST_LENGTH) {
    return `expected a host of at most ${MAX_HOST_LENGTH} characters`;
  }
  if (url.username || url.password) return "expected no user name or password in the address";
  if (!allowPrivate && isPrivate(url.hostname)) {
    return "the address is private; private addresses are checked only where ALLOW_PRIVATE_TARGETS is true";
  }
  return null;
}

/** The URL parser has already turned odd spellings (0x7f.1, 2130706433) into plain addresses. */
function isPrivate(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
  if (!ipaddr.isValid(name)) return isLocalName(name);
  const address = ipaddr.process(name);
  return address.range() !== "unicast" || isIpv4Compatible(address);
}

/** ::/96, the deprecated way to write an IPv4 address: RFC 4291, 2.5.5.1. */
const isIpv4Compatible = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address instanceof ipaddr.IPv6 && address.parts.slice(0, 6).every((part) => part === 0);

const isLocalName = (name: string): boolean =>
  !name.includes(".") || /\.(localhost|local|internal|lan|home|corp|home\.arpa)$/.test(name);
