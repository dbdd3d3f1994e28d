import type { FormValues } from "./fields";

export const RECORD_TYPE_OPTIONS = [
  "A",
  "AAAA",
  "CNAME",
  "MX",
  "NS",
  "TXT",
  "CAA",
  "SRV",
  "SOA",
  "PTR",
] as const;
export const RESOLVER_OPTIONS = ["cloudflare", "google", "quad9"] as const;
/** Stands for a resolver whose address is typed. */
export const CUSTOM_RESOLVER = "own";

type AddressFields = Pick<
  FormValues,
  "kind" | "url" | "host" | "port" | "recordType" | "resolver" | "resolverUrl"
>;
export type AddressParts = Omit<AddressFields, "kind">;

const EMPTY_PARTS: AddressParts = {
  url: "",
  host: "",
  port: "",
  recordType: "A",
  resolver: "cloudflare",
  resolverUrl: "",
};

/** The address that the typed parts make. */
export function composeAddress(parts: AddressFields): string {
  const host = parts.host.trim();
  switch (parts.kind) {
    case "http":
    case "websocket":
      return parts.url.trim();
    case "heartbeat":
      return "";
    case "tcp":
      return `tcp://${bracketed(host)}:${parts.port.trim()}`;
    case "certificate":
      return /^https?:\/\//i.test(host) ? host : `https://${host}`;
    case "domain":
      return `domain://${host}`;
    case "dns": {
      const isOwn = parts.resolver === CUSTOM_RESOLVER;
      const resolver = isOwn ? parts.resolverUrl.trim() : parts.resolver;
      const query = new URLSearchParams({ type: parts.recordType, resolver });
      return `dns://${host}?${query.toString()}`;
    }
  }
}

/** The parts that an address is typed in: the inverse of `composeAddress`. */
export function addressParts(kind: FormValues["kind"], address: string): AddressParts {
  const rest = address.replace(/^[a-z]+:\/\//i, "");
  switch (kind) {
    case "http":
    case "websocket":
      return { ...EMPTY_PARTS, url: address };
    case "heartbeat":
      return EMPTY_PARTS;
    case "tcp": {
      const [, host = rest, port = ""] = /^(.*?):(\d*)\/?$/.exec(rest) ?? [];
      return { ...EMPTY_PARTS, host, port };
    }
    case "certificate":
    case "domain":
      return { ...EMPTY_PARTS, host: rest.replace(/\/$/, "") };
    case "dns":
      return { ...EMPTY_PARTS, ...dnsParts(rest) };
  }
}

function dnsParts(rest: string): Partial<AddressParts> {
  const [name = "", query] = rest.split("?");
  const params = new URLSearchParams(query);
  const resolver = params.get("resolver") ?? EMPTY_PARTS.resolver;
  const isKnown = RESOLVER_OPTIONS.some((known) => known === resolver);
  return {
    host: name.replace(/\/$/, ""),
    recordType: (params.get("type") ?? EMPTY_PARTS.recordType).toUpperCase(),
    ...(isKnown ? { resolver } : { resolver: CUSTOM_RESOLVER, resolverUrl: resolver }),
  };
}

const bracketed = (host: string): string =>
  host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;

/** An address as people type it: without a scheme it gets one, and its host is a good name. */
export function normalizeAddress(input: string): { url: string; name: string } {
  const url = withScheme(input.trim());
  return { url, name: URL.parse(url)?.host || input.trim() };
}

/** Where a certificate is unlikely, on this machine, in its network or at a port, it is http. */
function withScheme(text: string): string {
  if (text === "" || /^[a-z][a-z\d+.-]*:\/\//i.test(text)) return text;
  const [, host = "", port = ""] = /^(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/.exec(text) ?? [];
  if (port !== "") return `${port === "443" ? "https" : "http"}://${text}`;
  const isNear =
    host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host) || /(^|\.)localhost\.?$/i.test(host);
  return `${isNear || !host.includes(".") ? "http" : "https"}://${text}`;
}
