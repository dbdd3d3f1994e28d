import { createRemoteJWKSet, customFetch, jwtVerify, type JWTVerifyGetKey } from "jose";
import { ROLES, type Actor, type Role } from "../domain/permissions";
import type { Env } from "../env";
import { findUserByEmail } from "../store/users";
import { accessSettings } from "./settings";

export const ACCESS_HEADER = "cf-access-jwt-assertion";

/**
 * Who Cloudflare Access says it is: a person that we know by their e-mail, with the role they have
 * here. That Access lets somebody through makes nobody a member.
 */
export async function accessActor(
  request: Request,
  env: Env,
  keys?: JWTVerifyGetKey,
): Promise<Actor | null> {
  const settings = accessSettings(env);
  const assertion = request.headers.get(ACCESS_HEADER);
  if (!settings || !assertion) return null;
  const verified = await verifiedEmail(assertion, settings, keys ?? keySetOf(settings.team));
  const user = verified && (await findUserByEmail(env.DB, verified.email));
  if (!user || !isRole(user.role)) return null;
  const { id, name, role } = user;
  return { kind: "person", id, name, role, session: null, expiresAt: verified.expiresAt };
}

async function verifiedEmail(
  assertion: string,
  { team, audience }: { team: string; audience: string },
  keys: JWTVerifyGetKey,
): Promise<{ email: string; expiresAt: number } | null> {
  try {
    const { payload } = await jwtVerify(assertion, keys, {
      issuer: `https://${team}`,
      audience,
      algorithms: ["RS256"],
      requiredClaims: ["exp", "email"],
    });
    const { email, exp = 0 } = payload;
    return typeof email === "string" ? { email, expiresAt: exp * 1000 } : null;
  } catch {
    return null;
  }
}

const isRole = (role: string): role is Role => (ROLES as readonly string[]).includes(role);

/** Kept for the life of the isolate; a key that is not known yet is asked for, at most twice a minute. */
const keySets = new Map<string, JWTVerifyGetKey>();

function keySetOf(team: string): JWTVerifyGetKey {
  const keys = keySets.get(team) ?? createKeySet(team);
  keySets.set(team, keys);
  return keys;
}

export const createKeySet = (team: string, fetchKeys?: typeof fetch): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(`https://${team}/cdn-cgi/access/certs`), {
    ...(fetchKeys && { [customFetch]: fetchKeys, cooldownDuration: 0 }),
  });
