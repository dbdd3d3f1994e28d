import type { Kind } from "$domain/kinds";
import { m } from "$lib/paraglide/messages";

const KIND_WORDS = {
  http: m.kind_http,
  tcp: m.kind_tcp,
  dns: m.kind_dns,
  websocket: m.kind_websocket,
  heartbeat: m.kind_heartbeat,
  certificate: m.kind_certificate,
  domain: m.kind_domain,
} satisfies Record<Kind, () => string>;

const KIND_PURPOSES = {
  http: m.purpose_http,
  tcp: m.purpose_tcp,
  dns: m.purpose_dns,
  websocket: m.purpose_websocket,
  heartbeat: m.purpose_heartbeat,
  certificate: m.purpose_certificate,
  domain: m.purpose_domain,
} satisfies Record<Kind, () => string>;

export const kindWord = (kind: Kind): string => KIND_WORDS[kind]();

/** What it is for, in a few words. */
export const kindPurpose = (kind: Kind): string => KIND_PURPOSES[kind]();
