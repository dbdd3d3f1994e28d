import type { EndpointKind } from "$domain/checks/kinds";
import { m } from "$lib/paraglide/messages";

const KIND_LABELS = {
  http: m.kind_http,
  tcp: m.kind_tcp,
  dns: m.kind_dns,
  websocket: m.kind_websocket,
  heartbeat: m.kind_heartbeat,
  certificate: m.kind_certificate,
  domain: m.kind_domain,
} satisfies Record<EndpointKind, () => string>;

const KIND_PURPOSES = {
  http: m.purpose_http,
  tcp: m.purpose_tcp,
  dns: m.purpose_dns,
  websocket: m.purpose_websocket,
  heartbeat: m.purpose_heartbeat,
  certificate: m.purpose_certificate,
  domain: m.purpose_domain,
} satisfies Record<EndpointKind, () => string>;

export const kindLabel = (kind: EndpointKind): string => KIND_LABELS[kind]();

/** What it is for, in a few words. */
export const kindPurpose = (kind: EndpointKind): string => KIND_PURPOSES[kind]();
