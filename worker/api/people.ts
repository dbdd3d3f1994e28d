import { Hono } from "hono";
import { nanoid } from "nanoid";
import * as v from "valibot";
import { ROLES } from "../domain/authority";
import { toIso } from "../domain/instant";
import type { InvitationView, PersonView } from "../protocol/people";
import { digestOf } from "../sealing/digest";
import { insertInvitation, listInvitations, removeInvitation } from "../auth/rows/invitations";
import {
  changeRole,
  findPerson,
  findPersonByEmail,
  listPeople,
  removePerson,
} from "../auth/rows/people";
import type { PersonRow } from "../auth/rows/people";
import type { ApiEnv } from "./context";
import { notFound, Refusal } from "./errors";
import { decode, exactly, expected, readJson } from "./input";
import { actorName } from "./who";

const INVITED_MS = 7 * 86_400_000;
const RECOVERED_MS = 60 * 60_000;

const role = v.picklist(ROLES, expected(`one of ${ROLES.join(", ")}`));
const email = v.pipe(
  v.string(expected("an e-mail address")),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(200, expected("an e-mail address of at most 200 characters")),
  v.email(expected("an e-mail address")),
);

export const people = new Hono<ApiEnv>()
  .get("/", async (c) => c.json({ data: (await listPeople(c.env.DB)).map(personView) }))
  .patch("/:id", async (c) => {
    const id = c.req.param("id");
    const given = decode(exactly({ role }), await readJson(c));
    const before = await load(c.env.DB, id);
    if (before.role === given.role) return c.json(personView(before));
    if (!(await changeRole(c.env.DB, id, given.role))) throw lastOwner();
    c.var.asking.note({ thing: before.email, before: { role: before.role }, after: given });
    await c.var.ports.rooms.expel(`person:${id}`);
    return c.json(personView(await load(c.env.DB, id)));
  })
  .delete("/:id", async (c) => {
    const id = c.req.param("id");
    const before = await load(c.env.DB, id);
    if (!(await removePerson(c.env.DB, id))) throw lastOwner();
    const { name, email: address, role: held } = before;
    c.var.asking.note({ thing: address, before: { name, email: address, role: held } });
    await c.var.ports.rooms.expel(`person:${id}`);
    return c.body(null, 204);
  })
  // A link by which somebody who lost everything sets a new password; shown once.
  .post("/:id/recovery", async (c) => {
    const person = await load(c.env.DB, c.req.param("id"));
    c.var.asking.note({ thing: person.email });
    return c.json(await made(c, { email: person.email, role: person.role }, person.id), 201);
  });

export const invitations = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const found = await listInvitations(c.env.DB, c.var.ports.now());
    return c.json({ data: found.map(invitationView) });
  })
  .post("/", async (c) => {
    const given = decode(exactly({ email, role }), await readJson(c));
    if (await findPersonByEmail(c.env.DB, given.email)) {
      const problem = "expected somebody who is not here yet";
      throw new Refusal("conflict", `email: ${problem}`, { email: problem });
    }
    c.var.asking.note({ thing: given.email, after: given });
    return c.json(await made(c, given, null), 201);
  })
  .delete("/:id", async (c) => {
    const id = c.req.param("id");
    if (!(await removeInvitation(c.env.DB, id))) throw notFound("invitation", id);
    return c.body(null, 204);
  });

/** The link is in the answer and nowhere else: only its token's digest is stored. */
async function made(
  c: Parameters<typeof actorName>[0],
  { email: address, role: given }: Pick<PersonRow, "email" | "role">,
  recovers: string | null,
) {
  const token = nanoid(32);
  const now = c.var.ports.now();
  const invitation = {
    id: nanoid(12),
    email: address,
    role: given,
    invitedBy: actorName(c),
    createdAt: now,
    expiresAt: now + (recovers === null ? INVITED_MS : RECOVERED_MS),
    recovers,
  };
  await insertInvitation(c.env.DB, { ...invitation, digest: await digestOf(token) });
  // Behind the hash, which no server and no log of one ever sees.
  const link = new URL(`/invite#${token}`, c.req.url).href;
  return { ...invitationView(invitation), link };
}

async function load(db: D1Database, id: string): Promise<PersonRow> {
  const person = await findPerson(db, id);
  if (!person) throw notFound("person", id);
  return person;
}

const lastOwner = () =>
  new Refusal("conflict", "expected another owner to be left, saw the last one");

const personView = (row: PersonRow): PersonView => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  hasTwoFactor: row.twoFactorEnabled === 1,
  passkeys: row.passkeys,
  createdAt: toIso(row.createdAt),
  lastSeenAt: row.lastSeenAt === null ? null : toIso(row.lastSeenAt),
});

const invitationView = (
  one: Awaited<ReturnType<typeof listInvitations>>[number],
): InvitationView => ({
  id: one.id,
  email: one.email,
  role: one.role,
  invitedBy: one.invitedBy,
  isRecovery: one.recovers !== null,
  createdAt: toIso(one.createdAt),
  expiresAt: toIso(one.expiresAt),
});
