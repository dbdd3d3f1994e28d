import { Hono, type Context } from "hono";
import { nanoid } from "nanoid";
import * as v from "valibot";
import { ROLES } from "../domain/permissions";
import { toIso } from "../domain/instant";
import type { InvitationView, UserView } from "../protocol/users";
import { hashToken } from "../secrets/hash";
import { insertInvitation, listInvitations, removeInvitation } from "../store/invitations";
import type { EndedAccess } from "../store/access";
import { changeUserRole, ERASED, removeUser } from "../store/user-changes";
import { findUser, findUserByEmail, listUsers } from "../store/users";
import type { UserRow } from "../store/users";
import type { ApiEnv } from "./context";
import { notFound, HttpError } from "./errors";
import { decode, strictObject, expectedText, readJson } from "./input";
import { assertBelowLimit } from "./limits";
import { creatorId, currentDisplayName, disconnectAll } from "./actor";
import { saveEdit } from "./versions";

const INVITATION_TTL_MS = 7 * 86_400_000;
const RECOVERY_TTL_MS = 60 * 60_000;

const role = v.picklist(ROLES, expectedText(`one of ${ROLES.join(", ")}`));
const email = v.pipe(
  v.string(expectedText("an e-mail address")),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(200, expectedText("an e-mail address of at most 200 characters")),
  v.email(expectedText("an e-mail address")),
);

export const userRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => c.json({ data: (await listUsers(c.env.DB)).map(userView) }))
  .patch("/:id", async (c) => {
    const id = c.req.param("id");
    const given = decode(strictObject({ role }), await readJson(c));
    const saved = await saveEdit(c, {
      ...userEdit(c),
      write: async (before, edit) => {
        if (before.role === given.role) return { saved: null, isUnchanged: true };
        const ended = await changeUserRole(c.env.DB, { id, ...given }, edit);
        if (ended === "last-owner") throw lastOwnerError();
        return ended && { saved: { before, ended } };
      },
    });
    if (saved) {
      const { before, ended } = saved;
      c.var.auth.addAuditNote({
        resource: before.email,
        before: { role: before.role },
        after: { ...given, ...endedNote(ended) },
      });
      await disconnectAll(c, listenersOf(id, ended));
    }
    return c.json(userView(await loadUser(c.env.DB, id)));
  })
  .delete("/:id", async (c) => {
    const id = c.req.param("id");
    const { before, ended } = await saveEdit(c, {
      ...userEdit(c),
      write: async (user, edit) => {
        const result = await removeUser(c.env.DB, user, edit);
        if (result === "last-owner") throw lastOwnerError();
        return result && { saved: { before: user, ended: result } };
      },
    });
    // The log keeps their name and nothing else of them.
    const { role: userRole } = before;
    const name = before.name === before.email ? ERASED : before.name;
    c.var.auth.addAuditNote({
      resource: name,
      before: { name, role: userRole, ...endedNote(ended) },
    });
    await disconnectAll(c, listenersOf(id, ended));
    return c.body(null, 204);
  })
  // A link by which somebody who lost everything sets a new password; shown once.
  .post("/:id/recovery", async (c) => {
    const user = await loadUser(c.env.DB, c.req.param("id"));
    c.var.auth.addAuditNote({ resource: user.email });
    return c.json(await createInvitation(c, { email: user.email, role: user.role }, user.id), 201);
  });

export const invitationRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const found = await listInvitations(c.env.DB, c.var.ports.now());
    return c.json({ data: found.map(invitationView) });
  })
  .post("/", async (c) => {
    const given = decode(strictObject({ email, role }), await readJson(c));
    if (await findUserByEmail(c.env.DB, given.email)) {
      const problem = "expected somebody who is not here yet";
      throw new HttpError("conflict", `email: ${problem}`, { email: problem });
    }
    await assertBelowLimit(c.var.ports, "user");
    c.var.auth.addAuditNote({ resource: given.email, after: given });
    return c.json(await createInvitation(c, given, null), 201);
  })
  .delete("/:id", async (c) => {
    const id = c.req.param("id");
    if (!(await removeInvitation(c.env.DB, id))) throw notFound("invitation", id);
    return c.body(null, 204);
  });

/** The link is in the answer and nowhere else: only its token's digest is stored. */
async function createInvitation(
  c: Parameters<typeof currentDisplayName>[0],
  { email: address, role: given }: Pick<UserRow, "email" | "role">,
  recoveredUserId: string | null,
) {
  await assertBelowLimit(c.var.ports, "invitation");
  const token = nanoid(32);
  const now = c.var.ports.now();
  const invitation = {
    id: nanoid(12),
    email: address,
    role: given,
    invitedBy: currentDisplayName(c),
    createdAt: now,
    expiresAt: now + (recoveredUserId === null ? INVITATION_TTL_MS : RECOVERY_TTL_MS),
    recoveredUserId,
  };
  const digest = await hashToken(token);
  await insertInvitation(c.env.DB, { ...invitation, digest, createdById: await creatorId(c) });
  // Behind the hash, which no server and no log of one ever sees.
  const link = new URL(`/invite#${token}`, c.req.url).href;
  return { ...invitationView(invitation), link };
}

/** What ended with an access, for the log; nothing where nothing did. */
export const endedNote = ({ tokens, invitations }: Omit<EndedAccess, "sessions">): object => ({
  ...(tokens.length > 0 && { revoked: tokens.map(({ name }) => name) }),
  ...(invitations > 0 && { endedInvitations: invitations }),
});

/** Whose sockets end with the access of a user. */
const listenersOf = (id: string, { tokens }: EndedAccess): string[] => [
  `person:${id}`,
  ...tokens.map((token) => `token:${token.id}`),
];

async function loadUser(db: D1Database, id: string): Promise<UserRow> {
  const user = await findUser(db, id);
  if (!user) throw notFound("person", id);
  return user;
}

const userEdit = (c: Context<ApiEnv, "/:id">) => ({
  kind: "user" as const,
  id: c.req.param("id"),
  load: () => loadUser(c.env.DB, c.req.param("id")),
  view: userView,
});

const lastOwnerError = () =>
  new HttpError("conflict", "expected another owner to be left, saw the last one");

const userView = (row: UserRow): UserView => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  hasTwoFactor: row.twoFactorEnabled === 1,
  passkeys: row.passkeys,
  createdAt: toIso(row.createdAt),
  lastSeenAt: row.lastSeenAt === null ? null : toIso(row.lastSeenAt),
  version: row.version,
});

const invitationView = (
  one: Awaited<ReturnType<typeof listInvitations>>[number],
): InvitationView => ({
  id: one.id,
  email: one.email,
  role: one.role,
  invitedBy: one.invitedBy,
  isRecovery: one.recoveredUserId !== null,
  createdAt: toIso(one.createdAt),
  expiresAt: toIso(one.expiresAt),
});
