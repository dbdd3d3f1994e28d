import { DurableObject } from "cloudflare:workers";
import pages from "../web/.svelte-kit/cloudflare/_worker.js";
export class Room extends DurableObject {}
export class Clock extends DurableObject {}
export default {
  async fetch(request: Request, env: any, ctx: any) {
    if (new URL(request.url).pathname === "/x") {
      const out: any = {};
      for (const u of [
        "http://127.0.0.1:1/",
        "http://nope.invalid/",
        "https://127.0.0.1:8787/",
        "http://127.0.0.1:8787/../",
      ]) {
        const t = Date.now();
        try {
          const r = await fetch(u, { redirect: "manual" });
          out[u] = r.status;
        } catch (e: any) {
          out[u] = [e.name, e.message, String(e.cause), Date.now() - t];
        }
      }
      return Response.json({ out, exports: Object.keys(ctx.exports ?? {}) });
    }
    return pages.fetch(request, env, ctx);
  },
};
