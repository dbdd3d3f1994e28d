/** An address taken apart once, for the guard and for whoever connects: they cannot disagree. */
export type Address = {
  scheme: string;
  /** As the URL parser of the web writes it: 0x7f.1 and 2130706433 are 127.0.0.1 here. */
  hostname: string;
  port: number | null;
  query: URLSearchParams;
  hasCredentials: boolean;
};

const DEFAULT_PORTS: Record<string, number> = { http: 80, ws: 80, https: 443, wss: 443 };

const CONTROL_CHARACTERS = /\p{Cc}/u;

export function parseAddress(text: string): Address | null {
  // The parser drops them without a word, and whoever else reads the text may not.
  if (CONTROL_CHARACTERS.test(text)) return null;
  const url = URL.parse(text);
  if (!url) return null;
  const scheme = url.protocol.slice(0, -1);
  // Hosts of other schemes are opaque to the parser; read as http they are what they mean.
  const isPlain = url.hostname === "" || scheme in DEFAULT_PORTS;
  const web = isPlain ? url : URL.parse(`http:${url.href.slice(scheme.length + 1)}`);
  if (!web) return null;
  return {
    scheme,
    hostname: web.hostname.replace(/\.+$/, ""),
    port: url.port === "" ? (DEFAULT_PORTS[scheme] ?? null) : Number(url.port),
    query: url.searchParams,
    hasCredentials: [url, web].some(({ username, password }) => username !== "" || password !== ""),
  };
}
