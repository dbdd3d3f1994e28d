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
import { passkeys, verifications } from "../store/people-schema";

/** A challenge is answered once, within five minutes. */
const CHALLENGE_MS = 5 * 60_000;

type Place = { env: Env; url: URL };

export async function registrationOptions(
  { env, url }: Place,
  person: { id: string; name: string; email: string },
) {
  const known = await passkeysOf(env, person.id);
  const options = await generateRegistrationOptions({
    rpName: "Pharos",
    rpID: url.hostname,
    userID: Uint8Array.from(Buffer.from(person.id)),
    userName: person.email,
    userDisplayName: person.name,
    excludeCredentials: known.map(({ id, transports }) => ({
      id,
      transports: transports as AuthenticatorTransportFuture[],
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await keepChallenge(env, options.challenge, person.id);
  return options;
}

/** The new passkey's id; null where the answer is not one to our challenge. */
export async function register(
  { env, url }: Place,
  person: { id: string },
  given: { name: string; response: RegistrationResponseJSON },
): Promise<string | null> {
  const challenge = challengeOf(given.response);
  if (!(await takeChallenge(env, challenge, person.id))) return null;
  const verified = await orNull(
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
  await openDatabase(env.DB)
    .insert(passkeys)
    .values({
      id: credential.id,
      personId: person.id,
      name: given.name,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: credential.counter,
      transports: credential.transports ?? [],
      createdAt: Date.now(),
      lastUsedAt: null,
    })
    .onConflictDoNothing();
  return credential.id;
}

export async function authenticationOptions({ env, url }: Place) {
  const options = await generateAuthenticationOptions({
    rpID: url.hostname,
    userVerification: "required",
  });
  await keepChallenge(env, options.challenge, "");
  return options;
}

/** Whose passkey answered our challenge; it was unlocked by them, so it is two factors in one. */
export async function authenticate(
  { env, url }: Place,
  response: AuthenticationResponseJSON,
): Promise<string | null> {
  const challenge = challengeOf(response);
  if (!(await takeChallenge(env, challenge, ""))) return null;
  const db = openDatabase(env.DB);
  const [known] = await db.select().from(passkeys).where(eq(passkeys.id, response.id));
  if (!known) return null;
  const verified = await orNull(
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
    .update(passkeys)
    .set({ counter: verified.authenticationInfo.newCounter, lastUsedAt: Date.now() })
    .where(eq(passkeys.id, known.id));
  return known.personId;
}

export const passkeysOf = (env: Env, personId: string) =>
  openDatabase(env.DB)
    .select()
    .from(passkeys)
    .where(eq(passkeys.personId, personId))
    .orderBy(passkeys.createdAt);

export async function removePasskey(env: Env, personId: string, id: string): Promise<boolean> {
  const removed = await openDatabase(env.DB)
    .delete(passkeys)
    .where(and(eq(passkeys.id, id), eq(passkeys.personId, personId)))
    .returning({ id: passkeys.id });
  return removed.length === 1;
}

async function keepChallenge(env: Env, challenge: string, value: string): Promise<void> {
  const now = new Date();
  const db = openDatabase(env.DB);
  await db.batch([
    db.delete(verifications).where(lt(verifications.expiresAt, now)),
    db.insert(verifications).values({
      id: nanoid(16),
      identifier: `passkey:${challenge}`,
      value,
      expiresAt: new Date(now.getTime() + CHALLENGE_MS),
      createdAt: now,
      updatedAt: now,
    }),
  ]);
}

async function takeChallenge(env: Env, challenge: string, value: string): Promise<boolean> {
  const taken = await openDatabase(env.DB)
    .delete(verifications)
    .where(
      and(eq(verifications.identifier, `passkey:${challenge}`), eq(verifications.value, value)),
    )
    .returning({ expiresAt: verifications.expiresAt });
  return taken.some(({ expiresAt }) => expiresAt.getTime() > Date.now());
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
const orNull = <Value>(promise: Promise<Value>): Promise<Value | null> => promise.catch(() => null);
