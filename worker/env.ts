import type {
  ChannelQueueRpc,
  ClockRpc,
  ProbeFanOutRpc,
  LoginLimiterRpc,
  NotificationDispatcherRpc,
  RegionProbeRpc,
  RoomRpc,
  StatusPageCacheRpc,
} from "./ports/durable-objects";

/** The bindings of wrangler.toml, the secrets and the switches. */
export type Env = {
  DB: D1Database;
  ROOM: DurableObjectNamespace<RoomRpc>;
  CLOCK: DurableObjectNamespace<ClockRpc>;
  REGION_PROBE: DurableObjectNamespace<RegionProbeRpc>;
  DISPATCHER: DurableObjectNamespace<ProbeFanOutRpc>;
  NOTIFIER: DurableObjectNamespace<NotificationDispatcherRpc>;
  CHANNEL_QUEUE: DurableObjectNamespace<ChannelQueueRpc>;
  STATUS_PAGES: DurableObjectNamespace<StatusPageCacheRpc>;
  DOORKEEPER: DurableObjectNamespace<LoginLimiterRpc>;
  ASSETS: Fetcher;
  /** Sends mail, where the installation has such a binding. */
  EMAIL?: SendEmail;
  /** How often an address may knock at what is open to everybody. */
  KNOCKS: RateLimit;
  /** How often an address may ask to be told what a page says. */
  SUBSCRIBING: RateLimit;
  /** How often an address may report for heartbeats. */
  REPORTS: RateLimit;
  /** How large rooms grow, such as `sockets=500,fanOut=10`. */
  ROOM_SIZES?: string;
  /** At least 32 characters; the owner's door. */
  ADMIN_TOKEN?: string;
  /** At least 32 characters; what secrets are sealed with in the database. Without it, ADMIN_TOKEN is. */
  ENCRYPTION_KEY?: string;
  /** Keys before this one, separated by commas, until all is sealed anew. */
  ENCRYPTION_KEY_PREVIOUS?: string;
  /** At least 32 characters; lets the first person in, once. */
  SETUP_TOKEN?: string;
  /** Cloudflare Access in front of us: its team, such as `example.cloudflareaccess.com`, and our audience. */
  ACCESS_TEAM_DOMAIN?: string;
  ACCESS_AUD?: string;
  /** A provider of identities (OpenID Connect), and what its door is called. */
  OIDC_ISSUER?: string;
  OIDC_CLIENT_ID?: string;
  OIDC_CLIENT_SECRET?: string;
  OIDC_NAME?: string;
  /** "true" lets checks reach private addresses: for laptops and networks of one's own. */
  ALLOW_PRIVATE_TARGETS?: string;
  /** Whose midnight begins a day, of the IANA database; UTC where nothing is set. */
  TIME_ZONE?: string;
  /** Where this Pharos answers, such as `status.example.com`, separated by commas: it checks others. */
  OWN_HOSTS?: string;
  /** Where this Pharos listens on a laptop, which the scripts that start it know: `127.0.0.1:8787`. */
  LISTENS_AT?: string;
  /** Addresses that answer while our own network works, separated by commas. */
  SELF_CHECK_URLS?: string;
};
