import ipaddr from "ipaddr.js";

/** What a household or a company gets of IPv6: with less, one client would be as many as it likes. */
const IPV6_PREFIX_PARTS = 4;

/**
 * Whose limits apply: the address that the platform saw, of IPv6 its /64. Null where the platform
 * says nothing, or a laptop speaks to itself. What other headers claim is never believed.
 */
export function clientAddress({ headers }: Request): string | null {
  const connectingIp = headers.get("cf-connecting-ip");
  if (connectingIp === null || !ipaddr.isValid(connectingIp)) return null;
  const address = ipaddr.process(connectingIp);
  if (address.range() === "loopback") return null;
  return address instanceof ipaddr.IPv6
    ? `${address.parts
        .slice(0, IPV6_PREFIX_PARTS)
        .map((part) => part.toString(16))
        .join(":")}::/64`
    : address.toString();
}

/** One browser, however many of its tabs ask: enough to count people, and not to know them. */
export async function viewerIdOf({ headers }: Request): Promise<string> {
  const traits = ["cf-connecting-ip", "user-agent"].map((name) => headers.get(name) ?? "");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(traits.join("\n")));
  return Buffer.from(digest).toString("base64url").slice(0, 16);
}
