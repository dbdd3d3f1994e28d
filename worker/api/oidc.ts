import { Hono } from "hono";
import { accountsOf } from "../auth/accounts";
import { oidcSettings, settingsProblem } from "../auth/settings";
import type { ApiEnv } from "./app";
import { Refusal } from "./errors";

/**
 * The door of a provider of identities. Whoever it names comes in if their e-mail address is known
 * here: it makes nobody a member.
 */
export const oidc = new Hono<ApiEnv>()
  .get("/oidc", async (c) => {
    const problem = settingsProblem(c.env);
    if (problem !== null) throw new Refusal("unavailable", problem);
    if (!oidcSettings(c.env)) throw new Refusal("not_found", "expected a provider, saw none set");
    const response = await accountsOf(c.env, new URL(c.req.url).origin).api.signInSocial({
      body: { provider: "oidc", callbackURL: "/dashboard", errorCallbackURL: "/login" },
      headers: c.req.raw.headers,
      asResponse: true,
    });
    const { url } = await response.json<{ url?: string }>();
    if (!response.ok || !url) throw new Refusal("unavailable", "the provider does not answer");
    for (const cookie of response.headers.getSetCookie()) {
      c.header("set-cookie", cookie, { append: true });
    }
    return c.redirect(url, 302);
  })
  .get("/callback/:provider", async (c) => {
    if (!oidcSettings(c.env) || c.req.param("provider") !== "oidc") {
      throw new Refusal("not_found", "expected a provider, saw none set");
    }
    return accountsOf(c.env, new URL(c.req.url).origin).api.callbackOAuth({
      params: { id: "oidc" },
      query: c.req.query(),
      headers: c.req.raw.headers,
      asResponse: true,
      method: "GET",
    });
  });
