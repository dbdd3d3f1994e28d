import type { Env } from "../../env";
import product from "../../index";

export * from "../../index";

const TICK_PATH = "/__test/tick";

/** Pharos as it is, and a tick whenever a test asks for one: the clock's next may be a minute away. */
export default {
  ...product,
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== TICK_PATH) return product.fetch(request, env, ctx);
    await ctx.exports.TickRunner.tick(Date.now(), "clock");
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler<Env>;
