import { authenticate, isCrossOrigin } from "../auth/authenticate";
import { passwordHasher } from "../auth/hashers";
import { consumePageAttempt } from "../auth/login-throttle";
import { isAllowed } from "../domain/permissions";
import type { Env } from "../env";
import type { PageEntry, SitePorts } from "../ports/pages";
import { isUnlockedBy, wasUnlockedBy } from "../status-page/password";

/** The authority decides; who asks is looked at only where that matters. */
export async function canRead(env: Env, entry: PageEntry, request: Request): Promise<boolean> {
  const { visibility } = entry;
  const isUnlocked = await isOpenByPassword(entry, request);
  const resource = { kind: "publicPage", visibility, isUnlocked } as const;
  if (isAllowed({ kind: "stranger" }, "read", resource)) return true;
  const identity = await authenticate(request, env);
  if (identity.kind !== "authenticated") return false;
  // What another site's page opens with our cookie counts for nothing.
  if (identity.by === "cookie" && isCrossOrigin(request, "cookie")) return false;
  return isAllowed(identity.actor, "read", resource);
}

/** Whether the cookie of the page's password opens it; a socket needs our own Origin besides. */
export const isOpenByPassword = async (entry: PageEntry, request: Request): Promise<boolean> =>
  entry.visibility === "password" &&
  !isCrossOrigin(request, "cookie") &&
  (await isUnlockedBy(request, entry));

/** Counts the attempt before it hashes the password, which happens in an object that serves no page. */
export async function tryPassword(
  env: Env,
  entry: PageEntry,
  password: string,
  request: Request,
): ReturnType<SitePorts["tryPassword"]> {
  const { id, visibility, passwordHash } = entry;
  if (visibility !== "password" || passwordHash === null) return "wrong";
  const wasUnlockedBefore = await wasUnlockedBy(request, entry);
  const attempt = await consumePageAttempt(request, env, { id, wasUnlockedBefore });
  if (attempt.kind === "refused") return "often";
  if (!(await passwordHasher(env).verify(password.trim(), passwordHash))) return "wrong";
  await attempt.refund();
  return "right";
}
