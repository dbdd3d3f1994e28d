import { Hono } from "hono";
import type { ApiEnv } from "./context";
import { Refusal } from "./errors";
import { acknowledging, perform } from "./incident-act";

/**
 * Where services say that somebody pressed a button in a message of ours. Who is not known to have
 * said it gets one answer, whatever is wrong.
 */
export const hooks = new Hono<ApiEnv>().post("/:channel", async (c) => {
  const ports = c.var.ports;
  const request = { headers: c.req.raw.headers, body: await c.req.text() };
  const heard = await ports.channels.hear(c.req.param("channel"), request);
  if (!heard) throw new Refusal("unauthenticated", "expected a request signed by the service");
  if (heard.kind === "hello") return c.json(heard.answer);
  const { incidentId, by, answer } = heard;
  const told = await ports.rooms.willTell();
  const refusal = await perform(ports, incidentId, { by, decide: acknowledging(by) }).then(
    () => null,
    refusalOf,
  );
  ports.afterwards(told());
  return c.json(answer(refusal?.message ?? null));
});

/** What was refused stored nothing; anything else is ours. */
function refusalOf(problem: unknown): Refusal {
  if (problem instanceof Refusal) return problem;
  throw problem;
}
