import type { Env } from "../env";
import { MIN_KEY_LENGTH, MISSING_KEY_MESSAGE, keyMaterial } from "../secrets/encryption";

const MIN_TOKEN_LENGTH = 32;

/** The owner's headless door; null where it is off. */
export const adminToken = ({ ADMIN_TOKEN: token = "" }: Env): string | null =>
  token.length >= MIN_TOKEN_LENGTH ? token : null;

/** What lets the first person in; null where nobody can be made so. */
export const setupToken = ({ SETUP_TOKEN: token = "" }: Env): string | null =>
  token.length >= MIN_TOKEN_LENGTH ? token : null;

/** Cloudflare Access in front of us; null where it is off. */
export function accessSettings(env: Env): { team: string; audience: string } | null {
  const { ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: audience } = env;
  return team && audience ? { team, audience } : null;
}

/** A provider of identities (OpenID Connect); null where it is off. */
export function oidcSettings(env: Env) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: secret } = env;
  if (!issuer || !clientId || !secret) return null;
  return { issuer: issuer.replace(/\/$/, ""), clientId, secret, name: env.OIDC_NAME ?? "OpenID" };
}

/** Why the doors stay shut, as a sentence; null where all that is set is right. Wrong is never open. */
export function settingsProblem(env: Env): string | null {
  for (const name of ["ADMIN_TOKEN", "SETUP_TOKEN", "ENCRYPTION_KEY"] as const) {
    const value = env[name] ?? "";
    const min = name === "ENCRYPTION_KEY" ? MIN_KEY_LENGTH : MIN_TOKEN_LENGTH;
    if (value !== "" && value.length < min) {
      return `expected the secret ${name} with at least ${min} characters, saw ${value.length}; ${setCommand(name)}`;
    }
  }
  return (
    incompleteSettingsProblem(env, ["ACCESS_TEAM_DOMAIN", "ACCESS_AUD"]) ??
    incompleteSettingsProblem(env, ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]) ??
    teamProblem(env.ACCESS_TEAM_DOMAIN ?? "") ??
    issuerProblem(env.OIDC_ISSUER ?? "")
  );
}

const WRONG_SETTINGS =
  "a setting of this Pharos is wrong, so nobody can sign in; its log says which, and docs/security.md what is expected";

let loggedProblem: string | null = null;

/** Whoever asks may be a stranger: they read that a setting is wrong, and the log says once which. */
export function withholdProblem(problem: string): string {
  if (problem !== loggedProblem) console.error(JSON.stringify({ at: "settings", problem }));
  loggedProblem = problem;
  return WRONG_SETTINGS;
}

/** Without a key nobody can be kept signed in: said where nothing else opens a door. */
export const keyProblem = (env: Env): string | null =>
  keyMaterial(env).length > 0 ? null : MISSING_KEY_MESSAGE;

export const SETUP_REQUIRED = `there is no person yet, and no ADMIN_TOKEN: open /setup with the set-up token (npm start prints it; in production it is the secret SETUP_TOKEN), or set the secret ADMIN_TOKEN with at least ${MIN_TOKEN_LENGTH} characters, and start again`;

type Name =
  "ACCESS_TEAM_DOMAIN" | "ACCESS_AUD" | "OIDC_ISSUER" | "OIDC_CLIENT_ID" | "OIDC_CLIENT_SECRET";

function incompleteSettingsProblem(env: Env, names: readonly Name[]): string | null {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === 0 || missing.length === names.length) return null;
  return `expected ${names.join(", ")} together or none of them; missing: ${missing.join(", ")}`;
}

const teamProblem = (team: string): string | null =>
  team === "" || /^[a-z\d][a-z\d-]*\.cloudflareaccess\.com$/.test(team)
    ? null
    : "expected ACCESS_TEAM_DOMAIN such as example.cloudflareaccess.com";

const issuerProblem = (issuer: string): string | null =>
  issuer === "" || URL.parse(issuer)?.protocol === "https:" || isLocal(issuer)
    ? null
    : "expected OIDC_ISSUER as an address that begins with https://";

const isLocal = (issuer: string) => /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/.test(issuer);

const setCommand = (name: string) =>
  `set it with "npx wrangler secret put ${name}", or in .dev.vars on a laptop, and start again`;
