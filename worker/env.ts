import type {
  ChannelQueueRpc,
  ClockRpc,
  ProbeFanOutRpc,
  LoginLimiterRpc,
  NotificationDispatcherRpc,
  PasswordHasherRpc,
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
  PROBE_FANOUT: DurableObjectNamespace<ProbeFanOutRpc>;
  NOTIFICATION_DISPATCHER: DurableObjectNamespace<NotificationDispatcherRpc>;
  CHANNEL_QUEUE: DurableObjectNamespace<ChannelQueueRpc>;
  STATUS_PAGE_CACHE: DurableObjectNamespace<StatusPageCacheRpc>;
  LOGIN_LIMITER: DurableObjectNamespace<LoginLimiterRpc>;
  PASSWORD_HASHER: DurableObjectNamespace<PasswordHasherRpc>;
  ASSETS: Fetcher;
  /** Sends mail, where the installation has such a binding. */
  EMAIL?: SendEmail;
  /** How often an address may open a socket of a public page. */
  PUBLIC_SOCKET_LIMIT: RateLimit;
  /** How often an address may subscribe to a page's updates. */
  SUBSCRIBE_LIMIT: RateLimit;
  /** How often an address may ping heartbeats. */
  HEARTBEAT_LIMIT: RateLimit;
  /** How many requests other than GET a person or token sends. */
  WRITE_LIMIT: RateLimit;
  /** How many tests, checks and exports a person or token asks for. */
  HEAVY_REQUEST_LIMIT: RateLimit;
  /** How large rooms grow, such as `sockets=500,fanOut=10`. */
  ROOM_LIMITS?: string;
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
  /**
   * Where this Pharos answers, such as `status.example.com`, separated by commas: there alone, and at the
   * domains of its pages; it does not check itself. On Cloudflare it may be unset: only hosts that are
   * routed here arrive.
   */
  PUBLIC_HOSTNAMES?: string;
  /** Where this Pharos listens on a laptop, which the scripts that start it know: `127.0.0.1:8787`. */
  LOCAL_ADDRESS?: string;
  /** Addresses that answer while our own network works, separated by commas. */
  CONNECTIVITY_CHECK_URLS?: string;
};
