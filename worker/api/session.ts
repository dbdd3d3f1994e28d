import { Hono } from "hono";
import * as v from "valibot";
import { adminToken, CLOSED, isSame } from "../auth/door";
import { issueSession, sessionCookie } from "../auth/session";
import type { ApiEnv } from "./app";
import { Refusal } from "./errors";
import { decode, exactly, expected, readJson } from "./input";

const signIn = exactly({
  token: v.pipe(v.string(expected("the token as text")), v.maxLength(1024, "expected the token")),
});

/** Exchanges the token for a signed cookie that no script can read, and takes it back. */
export const session = new Hono<ApiEnv>()
  .post("/", async (c) => {
    const known = adminToken(c.env);
    if (known === null) throw new Refusal("unavailable", CLOSED);
    const { token } = decode(signIn, await readJson(c));
    if (!(await isSame(token.trim(), known))) {
      throw new Refusal("unauthenticated", "expected the admin token, saw another text", {
        token: "this is not the admin token",
      });
    }
    const cookie = sessionCookie(await issueSession(known, c.var.ports.now()), new URL(c.req.url));
    c.header("set-cookie", cookie);
    return c.body(null, 204);
  })
  .delete("/", (c) => {
    c.header("set-cookie", sessionCookie("", new URL(c.req.url)));
    return c.body(null, 204);
  });
