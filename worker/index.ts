import pages from "../web/.svelte-kit/cloudflare/_worker.js";
import languages from "../web/project.inlang/settings.json";
import { createApi } from "./api/app";
import { cronFired } from "./clock/cron";
import type { Env } from "./env";
import { publicPageReader } from "./status-page/page-reader";
import { createSite, isPublicPath } from "./status-page/router";
import { apiPorts } from "./adapters/index";
import { refuseForeignHost } from "./adapters/own-hosts";
import { sitePorts } from "./adapters/pages";

export { LoginLimiter } from "./auth/login-limiter";
export { PasswordHasher } from "./auth/password-hasher";
export { Clock } from "./clock/clock";
export { TickRunner } from "./clock/tick-runner";
export { ChannelQueue } from "./notify/channel-queue";
export { NotificationDispatcher } from "./notify/dispatcher";
export { ProbeFanOut } from "./probe/fan-out";
export { Prober } from "./probe/prober";
export { RegionProbe } from "./probe/region-probe";
export { StatusPageCache } from "./status-page/page-cache";
export { Room } from "./room/room";

const api = createApi(apiPorts);
const site = createSite({ portsOf: sitePorts, render, languages: languages.locales });

const isApiPath = (pathname: string): boolean => /^\/(api\/|ping\/|healthz$)/.test(pathname);

/** Pages reach the API and what is public in process. */
function render(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
  const API = { fetch: (inner: Request) => api.fetch(inner, env, ctx) };
  return pages.fetch(request, { ...env, API, PUBLIC_PAGES: publicPageReader(sitePorts(env)) }, ctx);
}

export default {
  /** The API answers its own paths, the public site those of strangers; all others are pages. */
  async fetch(request, env, ctx) {
    const refusal = await refuseForeignHost(request, env);
    if (refusal) return refusal;
    const { pathname } = new URL(request.url);
    // Before the API: other monitors' badges and Statuspage have their paths among its own.
    if (isPublicPath(pathname)) return site.fetch(request, env, ctx);
    if (isApiPath(pathname)) return api.fetch(request, env, ctx);
    return render(request, env, ctx);
  },
  scheduled: cronFired,
} satisfies ExportedHandler<Env>;
