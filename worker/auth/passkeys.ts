import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransportFuture,
  type RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { and, eq, lt } from "drizzle-orm";
import { nanoid } from "nanoid";
import type { Env } from "../env";
import { openDatabase } from "../store/database";
import { passkeysTable, verificationsTable } from "../store/schema/users";

/** A challenge is answered once, within five minutes. */
const CHALLENGE_TTL_MS = 5 * 60_000;

type PasskeyContext = { env: Env; url: URL };

export async function passkeyRegistrationOptions(
  { env, url }: PasskeyContext,
  user: { id: string; name: string; email: string },
) {
  const known = await listPasskeys(env, user.id);
  const options = await generateRegistrationOptions({
    rpName: "Pharos",
    rpID: url.hostname,
    userID: Uint8Array.from(Buffer.from(user.id)),
    userName: user.email,
    userDisplayName: user.name,
    excludeCredentials: known.map(({ id, transports }) => ({
      id,
      transports: transports as AuthenticatorTransportFuture[],
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await storeChallenge(env, options.challenge, user.id);
  return options;
}

/** The new passkey's id; null where the answer is not one to our challenge. */
export async function registerPasskey(
  { env, url }: PasskeyContext,
  user: { id: string },
  given: { name: string; response: RegistrationResponseJSON },
): Promise<string | null> {
  const challenge = challengeOf(given.response);
  if (!(await consumeChallenge(env, challenge, user.id))) return null;
  const verified = await nullOnError(
    verifyRegistrationResponse({
      response: given.response,
      expectedChallenge: challenge,
      expectedOrigin: url.origin,
      expectedRPID: url.hostname,
      requireUserVerification: true,
    }),
  );
  if (!verified?.verified) return null;
  const { credential } = verified.registrationInfo;
  const inserted = await openDatabase(env.DB)
    .insert(passkeysTable)
    .values({
      id: credential.id,
      userId: user.id,
      name: given.name,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: credential.counter,
      transports: credential.transports ?? [],
      createdAt: Date.now(),
      lastUsedAt: null,
    })
    .onConflictDoNothing()
    .returning({ id: passkeysTable.id });
  // One that is known already is nobody's new one.
  return inserted[0]?.id ?? null;
}

export async function passkeyAuthenticationOptions({ env, url }: PasskeyContext) {
  const options = await generateAuthenticationOptions({
    rpID: url.hostname,
    userVerification: "required",
  });
  await storeChallenge(env, options.challenge, "");
  return options;
}

/** Whose passkey answered our challenge; it was unlocked by them, so it is two factors in one. */
export async function authenticatePasskey(
  { env, url }: PasskeyContext,
  response: AuthenticationResponseJSON,
): Promise<string | null> {
  const challenge = challengeOf(response);
  if (!(await consumeChallenge(env, challenge, ""))) return null;
  const db = openDatabase(env.DB);
  const [known] = await db.select().from(passkeysTable).where(eq(passkeysTable.id, response.id));
  if (!known) return null;
  const verified = await nullOnError(
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: url.origin,
      expectedRPID: url.hostname,
      requireUserVerification: true,
      credential: {
        id: known.id,
        publicKey: Buffer.from(known.publicKey, "base64url"),
        counter: known.counter,
      },
    }),
  );
  if (!verified?.verified) return null;
  await db
    .update(passkeysTable)
    .set({ counter: verified.authenticationInfo.newCounter, lastUsedAt: Date.now() })
    .where(eq(passkeysTable.id, known.id));
  return known.userId;
}

export const listPasskeys = (env: Env, userId: string) =>
  openDatabase(env.DB)
    .select()
    .from(passkeysTable)
    .where(eq(passkeysTable.userId, userId))
    .orderBy(passkeysTable.createdAt);

export async function removePasskey(env: Env, userId: string, id: string): Promise<boolean> {
  const removed = await openDatabase(env.DB)
    .delete(passkeysTable)
    .where(and(eq(passkeysTable.id, id), eq(passkeysTable.userId, userId)))
    .returning({ id: passkeysTable.id });
  return removed.length === 1;
}

async function storeChallenge(env: Env, challenge: string, value: string): Promise<void> {
  const now = new Date();
  const db = openDatabase(env.DB);
  await db.batch([
    db.delete(verificationsTable).where(lt(verificationsTable.expiresAt, now)),
    db.insert(verificationsTable).values({
      id: nanoid(16),
      identifier: `passkey:${challenge}`,
      value,
      expiresAt: new Date(now.getTime() + CHALLENGE_TTL_MS),
      createdAt: now,
      updatedAt: now,
    }),
  ]);
}

async function consumeChallenge(env: Env, challenge: string, value: string): Promise<boolean> {
  const consumed = await openDatabase(env.DB)
    .delete(verificationsTable)
    .where(
      and(
        eq(verificationsTable.identifier, `passkey:${challenge}`),
        eq(verificationsTable.value, value),
      ),
    )
    .returning({ expiresAt: verificationsTable.expiresAt });
  return consumed.some(({ expiresAt }) => expiresAt.getTime() > Date.now());
}

/** The challenge that an answer says it answers; whether it was ours is looked up. */
function challengeOf(given: { response: { clientDataJSON: string } }): string {
  try {
    const text = Buffer.from(given.response.clientDataJSON, "base64url").toString("utf8");
    return (JSON.parse(text) as { challenge?: string }).challenge ?? "";
  } catch {
    return "";
  }
}

/** What is malformed is not verified. */
const nullOnError = <Value>(promise: Promise<Value>): Promise<Value | null> =>
  promise.catch(() => null);
