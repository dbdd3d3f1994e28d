import ipaddr from "ipaddr.js";
import type { Failure, InconclusiveReason } from "../../domain/checks/observation";
import { isPublicHost } from "./address";
import { SubrequestLimitError, type Outbound, type Peer } from "./outbound";
import { RESOLVERS } from "./query-target";
import { queryDoh } from "./doh";

/** https://www.cloudflare.com/ips/: the platform opens no raw connection to its own proxies. */
const CLOUDFLARE_PROXIES = [
  "173.245.48.0/20",
  "103.21.244.0/22",
  "103.22.200.0/22",
  "103.31.4.0/22",
  "141.101.64.0/18",
  "108.162.192.0/18",
  "190.93.240.0/20",
  "188.114.96.0/20",
  "197.234.240.0/22",
  "198.41.128.0/17",
  "162.158.0.0/15",
  "104.16.0.0/13",
  "104.24.0.0/14",
  "172.64.0.0/13",
  "131.0.72.0/22",
  "2400:cb00::/32",
  "2606:4700::/32",
  "2803:f800::/32",
  "2405:b500::/32",
  "2405:8100::/32",
  "2a06:98c0::/29",
  "2c0f:f248::/32",
].map((range) => ipaddr.parseCIDR(range));

/**
 * The runtime says the same of a refused connection, of an unknown name and of its own proxies. The
 * name's addresses tell them apart; where they cannot be had, nobody listens.
 */
export async function classifyConnectError(
  { hostname }: Peer,
  outbound: Outbound,
  timeoutMs: number,
): Promise<Failure | InconclusiveReason> {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(host)) return isCloudflareProxy(host) ? "no-raw-connection" : "unreachable";
  // RFC 6761, 6.4: nobody can have such a name.
  if (host.endsWith(".invalid")) return "name-not-resolved";
  if (!isPublicHost(host)) return "unreachable";
  try {
    const question = { name: host, type: "A", server: RESOLVERS.cloudflare! } as const;
    const answer = await queryDoh(question, outbound, AbortSignal.timeout(timeoutMs));
    if (answer?.exists === false) return "name-not-resolved";
    return answer?.records.some(isCloudflareProxy) ? "no-raw-connection" : "unreachable";
  } catch (problem) {
    if (problem instanceof SubrequestLimitError) throw problem;
    return "unreachable";
  }
}

function isCloudflareProxy(text: string): boolean {
  const address = ipaddr.process(text);
  return CLOUDFLARE_PROXIES.some(
    ([range, bits]) => range.kind() === address.kind() && address.match(range, bits),
  );
}
