import { symmetricDecrypt } from "better-auth/crypto";
import { and, eq, isNull, lt, or } from "drizzle-orm";
import type { Env } from "../env";
import { openDatabase } from "../store/database";
import { twoFactorsTable } from "../store/schema/users";
import { SECOND_FACTOR_COOKIE, type UserAuth } from "./better-auth";
import { readSignedCookie } from "./cookies";

const STEP_MS = 30_000;
/** Clocks differ: the code before the present one and the one after it are right as well. */
const STEPS = [-1, 0, 1];

/** Whose password was right, and whose code is still to come; null where that is nobody's. */
export async function pendingUserId(
  request: Request,
  env: Env,
  accounts: UserAuth,
): Promise<string | null> {
  const identifier = await readSignedCookie(request, env, SECOND_FACTOR_COOKIE);
  if (identifier === null) return null;
  const { internalAdapter } = await accounts.$context;
  return (await internalAdapter.findVerificationValue(identifier))?.value ?? null;
}

/**
 * Takes the code of an app, once: the step that it is for is kept in the statement that takes it, and
 * neither that step nor one before it is taken again. Source: RFC 6238, 5.2. False where it is not
 * right or was used.
 */
export async function consumeTotpCode(
  env: Env,
  accounts: UserAuth,
  { userId, code }: { userId: string; code: string },
): Promise<boolean> {
  const db = openDatabase(env.DB);
  const { userId: ofUser, lastUsedStep, secret: sealed, id } = twoFactorsTable;
  const [found] = await db
    .select({ secret: sealed })
    .from(twoFactorsTable)
    .where(eq(ofUser, userId));
  if (!found) return false;
  const { secretConfig } = await accounts.$context;
  const secret = await symmetricDecrypt({ key: secretConfig, data: found.secret });
  const step = await stepOf(secret, code, Math.floor(Date.now() / STEP_MS));
  if (step === null) return false;
  const taken = await db
    .update(twoFactorsTable)
    .set({ lastUsedStep: step })
    .where(and(eq(ofUser, userId), or(isNull(lastUsedStep), lt(lastUsedStep, step))))
    .returning({ id });
  return taken.length > 0;
}

/** The step whose code this is, the newest of several; null where it is none's. */
async function stepOf(secret: string, code: string, now: number): Promise<number | null> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-1" },
    false,
    ["sign"],
  );
  let found: number | null = null;
  for (const offset of STEPS) {
    if ((await codeOfStep(key, now + offset)) === code) found = now + offset;
  }
  return found;
}

/** Six digits. Source: RFC 4226, 5.3. */
async function codeOfStep(key: CryptoKey, step: number): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const number = digest.getUint32(digest.getUint8(19) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
