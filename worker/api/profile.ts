import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { Hono, type Context } from "hono";
import * as v from "valibot";
import { accountsOf, PASSWORD } from "../auth/accounts";
import { passkeysOf, register, registrationOptions, removePasskey } from "../auth/passkeys";
import { toIso } from "../domain/instant";
import type { ProfileView } from "../protocol/people";
import { findPerson, renamePerson } from "../auth/rows/people";
import { endSessions } from "../auth/rows/sessions";
import type { ApiEnv } from "./context";
import { notFound, Refusal } from "./errors";
import { decode, exactly, expected, readJson, shortText } from "./input";
import { taken } from "./session";
import { personOf } from "./who";

const typed = v.pipe(v.string("expected a text"), v.maxLength(1024, "expected a shorter text"));
const newPassword = v.pipe(
  v.string("expected a password"),
  v.minLength(PASSWORD.min, `expected at least ${PASSWORD.min} characters`),
  v.maxLength(PASSWORD.max, `expected at most ${PASSWORD.max} characters`),
);
const label = shortText({ min: 1, max: 80 });

/** One's own name, password, second factor and passkeys. */
export const profile = new Hono<ApiEnv>()
  .get("/", async (c) => c.json(await view(c)))
  .patch("/", async (c) => {
    const { name } = decode(exactly({ name: label }), await readJson(c));
    const person = personOf(c);
    c.var.asking.note({ before: { name: person.name }, after: { name } });
    await renamePerson(c.env.DB, person.id, name);
    return c.json(await view(c));
  })
  // Whoever else is signed in as this person is not any more.
  .post("/password", async (c) => {
    const given = decode(exactly({ current: typed, password: newPassword }), await readJson(c));
    const { id, session } = personOf(c);
    await proven(c, () =>
      accounts(c).changePassword({
        body: { currentPassword: given.current, newPassword: given.password },
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    );
    await expelAll(c, await endSessions(c.env.DB, id, { allBut: session }));
    return c.body(null, 204);
  })
  .post("/two-factor", async (c) => {
    const { password } = decode(exactly({ password: typed }), await readJson(c));
    const response = await proven(c, () =>
      accounts(c).enableTwoFactor({
        body: { password },
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    );
    const { totpURI, backupCodes } = await response.json<{
      totpURI: string;
      backupCodes: string[];
    }>();
    return c.json({ uri: totpURI, recoveryCodes: backupCodes });
  })
  .post("/two-factor/confirm", async (c) => {
    const { code } = decode(exactly({ code: typed }), await readJson(c));
    const attempt = await taken(c, personOf(c).id);
    const response = await accounts(c).verifyTOTP({
      body: { code: code.replace(/\s/g, "") },
      headers: c.req.raw.headers,
      asResponse: true,
    });
    if (!response.ok) throw wrongCode();
    await attempt.giveBack();
    return withCookies(c, response);
  })
  .post("/two-factor/off", async (c) => {
    const { password } = decode(exactly({ password: typed }), await readJson(c));
    const response = await proven(c, () =>
      accounts(c).disableTwoFactor({
        body: { password },
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    );
    return withCookies(c, response);
  })
  .post("/recovery-codes", async (c) => {
    const { password } = decode(exactly({ password: typed }), await readJson(c));
    const response = await proven(c, () =>
      accounts(c).generateBackupCodes({
        body: { password },
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    );
    const { backupCodes } = await response.json<{ backupCodes: string[] }>();
    return c.json({ recoveryCodes: backupCodes });
  })
  .post("/passkeys/options", async (c) => {
    const { id, name, email } = await view(c);
    const place = { env: c.env, url: new URL(c.req.url) };
    return c.json(await registrationOptions(place, { id, name, email }));
  })
  .post("/passkeys", async (c) => {
    const given = decode(
      exactly({
        name: label,
        response: v.custom<RegistrationResponseJSON>(
          (value) => typeof (value as { id?: unknown } | null)?.id === "string",
          expected("the answer of a passkey"),
        ),
      }),
      await readJson(c),
    );
    const place = { env: c.env, url: new URL(c.req.url) };
    const id = await register(place, personOf(c), given);
    if (id === null) throw new Refusal("invalid", "expected a new passkey, saw none of ours");
    c.var.asking.note({ thing: given.name });
    return c.json(await view(c), 201);
  })
  .delete("/passkeys/:id", async (c) => {
    const id = c.req.param("id");
    if (!(await removePasskey(c.env, personOf(c).id, id))) throw notFound("passkey", id);
    return c.body(null, 204);
  });

const accounts = (c: Context<ApiEnv>) => accountsOf(c.env, new URL(c.req.url).origin).api;

async function view(c: Context<ApiEnv>): Promise<ProfileView> {
  const { id } = personOf(c);
  const [person, keys] = await Promise.all([findPerson(c.env.DB, id), passkeysOf(c.env, id)]);
  if (!person) throw notFound("person", id);
  return {
    id,
    name: person.name,
    email: person.email,
    role: person.role,
    hasTwoFactor: person.twoFactorEnabled === 1,
    passkeys: keys.map((key) => ({
      id: key.id,
      name: key.name,
      createdAt: toIso(key.createdAt),
      lastUsedAt: key.lastUsedAt === null ? null : toIso(key.lastUsedAt),
    })),
  };
}

/** What needs the password again: a browser that was left open is not enough. */
async function proven(c: Context<ApiEnv>, act: () => Promise<Response>): Promise<Response> {
  const attempt = await taken(c, personOf(c).id);
  const response = await act();
  if (!response.ok) {
    const { code } = await response.json<{ code?: string }>();
    if (code === "TOTP_ALREADY_ENABLED") {
      throw new Refusal("conflict", "expected no second factor yet, saw one");
    }
    const message = "expected the present password, saw another";
    throw new Refusal("invalid", message, { current: message, password: message });
  }
  await attempt.giveBack();
  return response;
}

function withCookies(c: Context<ApiEnv>, from: Response): Response {
  for (const cookie of from.headers.getSetCookie())
    c.header("set-cookie", cookie, { append: true });
  return c.body(null, 204);
}

async function expelAll(c: Context<ApiEnv>, ended: string[]): Promise<void> {
  await Promise.all(ended.map((id) => c.var.ports.rooms.expel(`session:${id}`)));
}

const wrongCode = () => {
  const message = "expected the code that the app shows now, saw another";
  return new Refusal("invalid", message, { code: message });
};
