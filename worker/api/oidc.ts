import { Hono } from "hono";
import { getUserAuth } from "../auth/better-auth";
import { oidcSettings, settingsProblem } from "../auth/settings";
import { sessionTokenOf } from "../auth/cookies";
import { findSession, setSessionProvider } from "../store/users";
import type { Env } from "../env";
import type { ApiEnv } from "./context";
import { HttpError } from "./errors";
import { consumeAttemptOrReject } from "./session";

/**
 * The door of a provider of identities. Whoever it names comes in if their e-mail address is known
 * here: it makes nobody a member.
 */
export const oidcRoutes = new Hono<ApiEnv>()
  .get("/oidc", async (c) => {
    const problem = settingsProblem(c.env);
    if (problem !== null) throw new HttpError("unavailable", problem);
    if (!oidcSettings(c.env)) throw new HttpError("not_found", "expected a provider, saw none set");
    // What the provider is to come back with is kept, so setting out counts, until it does.
    await consumeAttemptOrReject(c, null);
    const response = await getUserAuth(c.env, new URL(c.req.url).origin).api.signInSocial({
      body: { provider: "oidc", callbackURL: "/dashboard", errorCallbackURL: "/login" },
      headers: c.req.raw.headers,
      asResponse: true,
    });
    const { url } = await response.json<{ url?: string }>();
    if (!response.ok || !url) throw new HttpError("unavailable", "the provider does not answer");
    for (const cookie of response.headers.getSetCookie()) {
      c.header("set-cookie", cookie, { append: true });
    }
    return c.redirect(url, 302);
  })
  .get("/callback/:provider", async (c) => {
    if (!oidcSettings(c.env) || c.req.param("provider") !== "oidc") {
      throw new HttpError("not_found", "expected a provider, saw none set");
    }
    const attempt = await consumeAttemptOrReject(c, null);
    const { origin } = new URL(c.req.url);
    const response = await getUserAuth(c.env, origin).api.callbackOAuth({
      params: { id: "oidc" },
      query: c.req.query(),
      headers: c.req.raw.headers,
      asResponse: true,
      method: "GET",
    });
    const session = await sessionFromResponse(response, c.env);
    // Whatever was wrong stays between the provider and the log: the page says what to do.
    if (!session) return c.redirect("/login?provider=refused", 302);
    await attempt.refund(1);
    const { id, name, role, sessionId } = session;
    c.var.auth.addAuditNote({ actor: { kind: "person", id, name, role, session: sessionId } });
    return response;
  });

/** The session that an answer makes; null where it makes none. */
async function sessionFromResponse(response: Response, env: Env) {
  const token = await sessionTokenOf(response, env);
  const provider = oidcSettings(env)?.issuer ?? null;
  if (token === null || provider === null) return null;
  await setSessionProvider(env.DB, token, provider);
  return findSession(env.DB, token, { now: Date.now(), provider });
}
