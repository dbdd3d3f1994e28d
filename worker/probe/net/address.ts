import ipaddr from "ipaddr.js";
import { ADDRESS_EXAMPLES } from "../../domain/checks/endpoint";
import type { EndpointKind } from "../../domain/checks/kinds";
import { parseAddress, type Address } from "./parse-address";
import { parseDnsQuery, parseDomainQuery } from "./query-target";

export type AddressPolicy = {
  allowPrivate: boolean;
  /** Where this very instance answers, `host` or `host:port`: it does not check itself. */
  publicHostnames?: readonly string[];
  /** Of web addresses only those that are encrypted. */
  requireHttps?: boolean;
};

/** RFC 1035; the runtime's connect throws above it. */
const MAX_HOST_LENGTH = 252;
/** The platform opens no connection to it, so that nobody sends mail from there. */
const SMTP_PORT = 25;

const SCHEMES: Record<EndpointKind, readonly string[]> = {
  http: ["http", "https"],
  tcp: ["tcp"],
  dns: ["dns"],
  websocket: ["ws", "wss"],
  heartbeat: [],
  certificate: ["https"],
  domain: ["domain"],
};

/** Why an address may not be asked, as a sentence; null when it may. */
export function validateAddress(
  text: string,
  kind: EndpointKind,
  policy: AddressPolicy,
): string | null {
  if (kind === "heartbeat") return text === "" ? null : "expected no address: it is not asked";
  const address = parseAddress(text);
  const example = `expected an address such as ${ADDRESS_EXAMPLES[kind]}`;
  if (!address) return example;
  const { scheme, hostname } = address;
  if (!SCHEMES[kind].includes(scheme)) {
    return `expected ${SCHEMES[kind].map((one) => `${one}://`).join(" or ")}, saw ${scheme}://`;
  }
  if (hostname === "") return example;
  if (hostname.length > MAX_HOST_LENGTH) {
    return `expected a host of at most ${MAX_HOST_LENGTH} characters`;
  }
  if (policy.requireHttps && scheme === "http") return "expected https://, saw http://";
  if (address.hasCredentials) return "expected no user name or password in the address";
  if (kind === "dns") return validateServer(parseDnsQuery(address), policy);
  if (kind === "domain") return validateServer(parseDomainQuery(address), policy);
  return validatePort(address, kind) ?? validateHost(address, policy);
}

/** Whether anybody but those within our own network can mean this host. */
export const isPublicHost = (hostname: string): boolean => !isPrivate(hostname);

function validateHost(
  address: Address,
  { allowPrivate, publicHostnames = [] }: AddressPolicy,
): string | null {
  const { hostname } = address;
  if (publicHostnames.some((own) => isSameAddress(own, address)))
    return "the address is this Pharos itself";
  return !allowPrivate && isPrivate(hostname)
    ? "the address is private; private addresses are checked only where ALLOW_PRIVATE_TARGETS is true"
    : null;
}

function isSameAddress(own: string, { hostname, port }: Address): boolean {
  const [, host, ownPort] = /^(.+?)(?::(\d+))?$/.exec(own.trim())!;
  const ownName = URL.parse(`http://${host}`)?.hostname.replace(/\.+$/, "") ?? "";
  return isSameHost(ownName, hostname) && (ownPort === undefined || Number(ownPort) === port);
}

/** Whether a web address is at exactly one of these hosts; without a port they answer at the usual ones. */
export function isAnsweredAt(url: string, hosts: readonly string[]): boolean {
  const address = parseAddress(url);
  if (!address || new URL(url).hostname.endsWith(".")) return false;
  const isUsualPort = address.port === 80 || address.port === 443;
  return hosts.some((own) => isSameAddress(own, address) && (isUsualPort || /:\d+$/.test(own)));
}

/** A laptop answers at each of its own addresses. */
const isSameHost = (a: string, b: string): boolean =>
  canonical(a) === canonical(b) || (isLoopback(a) && isLoopback(b));

function isLoopback(hostname: string): boolean {
  const name = canonical(hostname);
  return ipaddr.isValid(name)
    ? ["loopback", "unspecified"].includes(ipaddr.parse(name).range())
    : /^localhost(\.localdomain)?$|\.localhost$/.test(name);
}

/** An IPv4 address that is written as one of IPv6 is what it means. */
function canonical(hostname: string): string {
  const name = hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(name) ? ipaddr.process(name).toString() : name;
}

function validatePort({ port }: Address, kind: EndpointKind): string | null {
  if (port === null) return `expected a port, as in ${ADDRESS_EXAMPLES[kind]}`;
  if (port === 0) return "expected a port from 1 to 65535, saw 0";
  return port === SMTP_PORT && kind !== "http" && kind !== "websocket"
    ? "port 25 cannot be checked from here; 465 and 587 can"
    : null;
}

/** A question is refused for itself, or for the server that it would go to. */
function validateServer(question: { server: string | null } | string, policy: AddressPolicy) {
  if (typeof question === "string") return question;
  const { server } = question;
  if (server === null) return null;
  if (!policy.allowPrivate && !server.startsWith("https:")) {
    return "expected https:// for the server that is asked";
  }
  return validateAddress(server, "http", policy);
}

function isPrivate(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
  if (!ipaddr.isValid(name)) return isLocalName(name);
  const address = ipaddr.process(name);
  return address.range() !== "unicast" || isIpv4Compatible(address);
}

/** ::/96, the deprecated way to write an IPv4 address: RFC 4291, 2.5.5.1. */
const isIpv4Compatible = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address instanceof ipaddr.IPv6 && address.parts.slice(0, 6).every((part) => part === 0);

const isLocalName = (name: string): boolean => !name.includes(".") || LOCAL.test(name);
/**
 * Endings that no registry gives out, or that networks of offices, homes and containers use as theirs:
 * https://www.iana.org/assignments/special-use-domain-names, ICANN's "name collision" list, and what
 * Kubernetes, Docker, Consul and AVM's routers (.fritz.box) answer to.
 */
const LOCAL =
  /\.(localhost|localdomain|local|internal|intranet|private|lan|home|corp|mail|home\.arpa|resolver\.arpa|service\.arpa|svc|consul|docker|box|test|invalid|onion|alt|localnet|workgroup|domain|mshome\.net|ts\.net)$/;
