import { Hono } from "hono";
import { nanoid } from "nanoid";
import * as v from "valibot";
import { TOKEN_PREFIX } from "../auth/authenticate";
import { SCOPES, type Scope } from "../domain/permissions";
import { toIso } from "../domain/instant";
import type { TokenView } from "../protocol/users";
import { hashToken } from "../secrets/hash";
import { insertToken, listTokens, removeToken, type TokenRecord } from "../store/tokens";
import type { ApiEnv } from "./context";
import { notFound, HttpError } from "./errors";
import { decode, strictObject, expectedText, instant, readJson, shortText } from "./input";
import { assertBelowLimit } from "./limits";
import { creatorId, currentDisplayName } from "./actor";

/** 256 bits and a little. */
const TOKEN_LENGTH = 43;

const scope = v.pipe(
  v.string(expectedText("a scope")),
  v.check(
    (text) => (SCOPES as readonly string[]).includes(text) || /^ping:[\w-]{1,64}$/.test(text),
    expectedText(`one of ${SCOPES.join(", ")}, or ping:<endpoint id>`),
  ),
);
const newToken = strictObject({
  name: shortText({ min: 1, max: 80 }),
  scopes: v.pipe(
    v.array(scope, expectedText("a list of scopes")),
    v.minLength(1, "expected at least one scope"),
    v.maxLength(20, "expected at most 20 scopes"),
    v.transform((scopes) => [...new Set(scopes)] as Scope[]),
  ),
  expiresAt: v.optional(v.nullable(instant), null),
});

/** Tokens for machines. What lets them in is told once. */
export const tokenRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => c.json({ data: (await listTokens(c.env.DB)).map(tokenView) }))
  .post("/", async (c) => {
    const now = c.var.ports.now();
    const given = decode(newToken, await readJson(c));
    if (given.expiresAt !== null && given.expiresAt <= now) {
      const problem = "expected an instant that is still to come";
      throw new HttpError("invalid", `expiresAt: ${problem}`, { expiresAt: problem });
    }
    await assertBelowLimit(c.var.ports, "token");
    const secret = TOKEN_PREFIX + nanoid(TOKEN_LENGTH);
    const token = {
      ...given,
      id: nanoid(12),
      createdBy: currentDisplayName(c),
      createdAt: now,
      lastUsedAt: null,
    };
    const digest = await hashToken(secret);
    await insertToken(c.env.DB, { ...token, digest, createdById: await creatorId(c) });
    c.var.auth.addAuditNote({
      resource: token.name,
      after: { name: token.name, scopes: token.scopes },
    });
    return c.json({ ...tokenView(token), token: secret }, 201);
  })
  .delete("/:id", async (c) => {
    const id = c.req.param("id");
    const removed = await removeToken(c.env.DB, id);
    if (!removed) throw notFound("token", id);
    c.var.auth.addAuditNote({ resource: removed.name });
    await c.var.ports.rooms.disconnectSessions(`token:${id}`);
    return c.body(null, 204);
  });

export const tokenView = ({
  createdAt,
  expiresAt,
  lastUsedAt,
  ...token
}: TokenRecord): TokenView => ({
  ...token,
  createdAt: toIso(createdAt),
  expiresAt: expiresAt === null ? null : toIso(expiresAt),
  lastUsedAt: lastUsedAt === null ? null : toIso(lastUsedAt),
});
