/** How an endpoint is looked at. A heartbeat is not asked: it must report in time. */
export const ENDPOINT_KINDS = [
  "http",
  "tcp",
  "dns",
  "websocket",
  "heartbeat",
  "certificate",
  "domain",
] as const;
export type EndpointKind = (typeof ENDPOINT_KINDS)[number];
