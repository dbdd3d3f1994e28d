import type { Address } from "./parse-address";

export const RECORD_TYPES = [
  "A",
  "AAAA",
  "CAA",
  "CNAME",
  "MX",
  "NS",
  "PTR",
  "SOA",
  "SRV",
  "TXT",
] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** Resolvers that answer over HTTPS, RFC 8484. */
export const RESOLVERS: Record<string, string> = {
  cloudflare: "https://cloudflare-dns.com/dns-query",
  google: "https://dns.google/dns-query",
  quad9: "https://dns.quad9.net/dns-query",
};

export type DnsQuery = { name: string; type: RecordType; server: string };
/** Without a server the registry of the name's top-level domain is asked. */
export type DomainQuery = { name: string; server: string | null };

/** RFC 1035, 2.3.4, with the underscores and the star that records use. */
const NAME_PATTERN = /^(?=.{1,253}$)(?:[a-z0-9_*-]{1,63}\.)*[a-z0-9_-]{1,63}$/;
const IP_PATTERN = /^[\d.]+$|^\[/;

/** What `dns://name?type=A&resolver=cloudflare` asks, or why it cannot be asked. */
export function parseDnsQuery({ hostname: name, port, query }: Address): DnsQuery | string {
  if (!isName(name)) return "expected a name, as in dns://example.com?type=A";
  if (port !== null) return "expected no port: the resolver has one of its own";
  const wanted = (query.get("type") ?? "A").toUpperCase();
  const type = RECORD_TYPES.find((one) => one === wanted);
  if (!type) return `expected a type of ${RECORD_TYPES.join(", ")}`;
  const resolver = query.get("resolver") ?? "cloudflare";
  const server = Object.hasOwn(RESOLVERS, resolver) ? RESOLVERS[resolver]! : resolver;
  return server.includes("://")
    ? { name, type, server }
    : `expected a resolver of ${Object.keys(RESOLVERS).join(", ")} or an https:// address`;
}

/** What `domain://name?server=https://...` asks, or why it cannot be asked. */
export function parseDomainQuery({ hostname: name, port, query }: Address): DomainQuery | string {
  if (!isName(name) || !name.includes(".")) return "expected a name, as in domain://example.com";
  if (port !== null) return "expected no port: a domain has none";
  const server = query.get("server");
  return server === null || server.includes("://")
    ? { name, server }
    : "expected an https:// address of an RDAP server";
}

const isName = (name: string): boolean => NAME_PATTERN.test(name) && !IP_PATTERN.test(name);
