import pages from "../web/.svelte-kit/cloudflare/_worker.js";
import { createApi } from "./api/app";
import { cronFired } from "./clock/cron";
import type { Env } from "./env";
import { apiPorts } from "./wiring";

export { Clock } from "./clock/clock";
export { Ticker } from "./clock/ticker";
export { ChannelQueue } from "./notify/channel-queue";
export { Notifier } from "./notify/notifier";
export { Dispatcher } from "./probe/dispatcher";
export { Prober } from "./probe/prober";
export { RegionProbe } from "./probe/region-probe";
export { Room } from "./room/room";

const api = createApi(apiPorts);

export default {
  /** The API answers its own paths; all others are pages, which reach the API in process. */
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (/^\/(api\/|ping\/|healthz$)/.test(pathname)) return api.fetch(request, env, ctx);
    const API = { fetch: (inner: Request) => api.fetch(inner, env, ctx) };
    return pages.fetch(request, { ...env, API }, ctx);
  },
  scheduled: cronFired,
} satisfies ExportedHandler<Env>;
