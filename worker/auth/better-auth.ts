import { twoFactor, genericOAuth } from "better-auth/plugins";
import { betterAuth } from "better-auth/minimal";
import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import { nanoid } from "nanoid";
import type { Env } from "../env";
import { keyMaterial } from "../secrets/encryption";
import { openDatabase } from "../store/database";
import {
  accountsTable,
  usersTable,
  sessionsTable,
  twoFactorsTable,
  verificationsTable,
} from "../store/schema/users";
import { passwordHasher } from "./hashers";
import { oidcSettings } from "./settings";

export const USER_SESSION_COOKIE = "pharos_person";
/** Says whose password was right, until their code comes. */
export const SECOND_FACTOR_COOKIE = "pharos_factor";
export const USER_SESSION_SECONDS = 30 * 86_400;
export const PASSWORD_LENGTH = { min: 10, max: 128 };
/** Where a provider of identities leads back to: /callback/oidc below this. */
const BASE_PATH = "/api/v1/session";

export type UserAuth = ReturnType<typeof createUserAuth>;

/**
 * better-auth, asked in process only: none of its own routes is mounted, so nothing of it is open
 * by mistake. One per address that we are called by.
 */
export function getUserAuth(env: Env, origin: string): UserAuth {
  const known = cachedAuth.get(env.DB);
  if (known?.origin === origin) return known.accounts;
  const accounts = createUserAuth(env, origin);
  cachedAuth.set(env.DB, { origin, accounts });
  return accounts;
}

const cachedAuth = new WeakMap<D1Database, { origin: string; accounts: UserAuth }>();

function createUserAuth(env: Env, origin: string) {
  const isSecure = origin.startsWith("https:");
  const oidc = oidcSettings(env);
  const cookie = (name: string) => ({
    name: isSecure ? `__Host-${name}` : name,
    attributes: { secure: isSecure },
  });
  return betterAuth({
    appName: "Pharos",
    baseURL: origin,
    basePath: BASE_PATH,
    secrets: versionedSecrets(env),
    trustedOrigins: [origin],
    database: drizzleAdapter(openDatabase(env.DB), {
      provider: "sqlite",
      schema: {
        user: usersTable,
        session: sessionsTable,
        account: accountsTable,
        verification: verificationsTable,
        twoFactor: twoFactorsTable,
      },
    }),
    user: { additionalFields: { role: { type: "string", input: false } } },
    session: {
      expiresIn: USER_SESSION_SECONDS,
      cookieCache: { enabled: false },
      // A session that takes the place of another one is vouched for by the same provider.
      additionalFields: { provider: { type: "string", required: false, input: false } },
    },
    account: {
      encryptOAuthTokens: true,
      // Whoever may claim any address at a provider would be whoever they like here: it is linked
      // only where the provider says that it has verified it.
      accountLinking: { enabled: true },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      password: {
        hash: (password) => passwordHasher(env).hash(password),
        verify: ({ password, hash }) => passwordHasher(env).verify(password, hash),
      },
    },
    advanced: {
      useSecureCookies: false,
      cookiePrefix: "pharos",
      cookies: {
        session_token: cookie(USER_SESSION_COOKIE),
        two_factor: cookie(SECOND_FACTOR_COOKIE),
        state: cookie("pharos_state"),
      },
      defaultCookieAttributes: { secure: isSecure, httpOnly: true, sameSite: "lax" },
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
      database: { generateId: () => nanoid(16) },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [
      twoFactor({ issuer: "Pharos" }),
      ...(oidc
        ? [
            genericOAuth({
              config: [
                {
                  providerId: "oidc",
                  discoveryUrl: `${oidc.issuer}/.well-known/openid-configuration`,
                  clientId: oidc.clientId,
                  clientSecret: oidc.secret,
                  scopes: ["openid", "email", "profile"],
                  // Another provider may call somebody else by the same subject.
                  accountSubject: ({ profile }) => `${oidc.issuer}#${String(profile["sub"])}`,
                  pkce: true,
                  disableImplicitSignUp: true,
                  disableSignUp: true,
                },
              ],
            }),
          ]
        : []),
    ],
  });
}

/** The current secret signs and encrypts; former ones still decrypt. */
function versionedSecrets(env: Env): { version: number; value: string }[] {
  const secrets = keyMaterial(env);
  return secrets.map((value) => ({ version: versionOf(value), value: cookieSecret(value) }));
}

/** What signs cookies: not the key that seals, though both come of one secret. */
export const cookieSecret = (root: string): string => `pharos people\n${root}`;

/** A number that stays with a secret, whatever others come and go. */
const versionOf = (secret: string): number => {
  let hash = 0;
  for (const char of secret) hash = (hash * 31 + char.codePointAt(0)!) % 2_147_483_647;
  return hash;
};
