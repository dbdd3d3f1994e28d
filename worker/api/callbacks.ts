import { Hono } from "hono";
import type { ApiEnv } from "./context";
import { HttpError } from "./errors";
import { acknowledgeAction, applyAction } from "./incident-actions";

/**
 * Where services say that somebody pressed a button in a message of ours. Who is not known to have
 * said it gets one answer, whatever is wrong.
 */
export const callbackRoutes = new Hono<ApiEnv>().post("/:channel/callback", async (c) => {
  const ports = c.var.ports;
  const request = { headers: c.req.raw.headers, body: await c.req.text() };
  const interaction = await ports.channels.handleInteraction(c.req.param("channel"), request);
  if (!interaction)
    throw new HttpError("unauthenticated", "expected a request signed by the service");
  if (interaction.kind === "hello") return c.json(interaction.answer);
  const { incidentId, by, answer } = interaction;
  const endPublish = await ports.rooms.beginPublish();
  const refusal = await applyAction(ports, incidentId, {
    by,
    seen: null,
    decide: acknowledgeAction(by),
  }).then(() => null, httpErrorOf);
  ports.waitUntil(endPublish());
  return c.json(answer(refusal?.message ?? null));
});

/** What was refused stored nothing; anything else is ours. */
function httpErrorOf(problem: unknown): HttpError {
  if (problem instanceof HttpError) return problem;
  throw problem;
}
