import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  requiredPermission,
  isAllowed,
  ROLES,
  SCOPES,
  type Actor,
  type Resource,
} from "./permissions";

const STRANGER: Actor = { kind: "stranger" };
const ADMIN: Actor = { kind: "admin" };
const user = (role: (typeof ROLES)[number]): Actor => ({
  kind: "person",
  id: "p",
  name: "P",
  role,
  session: null,
});
const token = (...scopes: Extract<Actor, { kind: "token" }>["scopes"][number][]): Actor => ({
  kind: "token",
  id: "t",
  name: "T",
  scopes,
});
const KINDS = [
  "endpoint",
  "incident",
  "maintenance",
  "page",
  "channel",
  "person",
  "token",
  "audit",
] as const;
const RESOURCES: Resource[] = [
  ...KINDS.map((kind) => ({ kind })),
  { kind: "self" },
  { kind: "report", endpointId: "e" },
];

describe("the authority", () => {
  it("[AU1] gives a stranger nothing, nor a token without a scope", () => {
    for (const resource of RESOURCES) {
      for (const action of ["read", "write"] as const) {
        expect(isAllowed(STRANGER, action, resource)).toBe(false);
        expect(isAllowed(token(), action, resource)).toBe(false);
      }
    }
  });

  it("[AU1] lets each role do what those after it may", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RESOURCES),
        fc.constantFrom("read" as const, "write" as const),
        (resource, action) => {
          const [owner, editor, viewer] = ROLES.map((role) =>
            isAllowed(user(role), action, resource),
          );
          expect(!viewer || editor).toBe(true);
          expect(!editor || owner).toBe(true);
        },
      ),
    );
  });

  it("[AU1] lets nobody write the audit log, and a viewer write nothing but their own", () => {
    expect(isAllowed(ADMIN, "write", { kind: "audit" })).toBe(false);
    const written = RESOURCES.filter((resource) => isAllowed(user("viewer"), "write", resource));
    expect(written).toEqual([{ kind: "self" }]);
  });

  it("[AU1] gives a token exactly its scopes, and never people, tokens or the log", () => {
    const all = token(...SCOPES);
    for (const kind of ["person", "token", "audit", "channel"] as const) {
      expect(isAllowed(all, "read", { kind })).toBe(false);
      expect(isAllowed(all, "write", { kind })).toBe(false);
    }
    expect(isAllowed(token("endpoints:write"), "write", { kind: "endpoint" })).toBe(true);
    expect(isAllowed(token("endpoints:write"), "read", { kind: "endpoint" })).toBe(false);
    expect(isAllowed(token("read"), "write", { kind: "endpoint" })).toBe(false);
    expect(isAllowed(token("ping:e"), "write", { kind: "report", endpointId: "e" })).toBe(true);
    expect(isAllowed(token("ping:e"), "write", { kind: "report", endpointId: "f" })).toBe(false);
  });

  it("[AU1] shows a status page to whom its visibility says", () => {
    const sees = (actor: Actor, visibility: "public" | "password" | "members", unlocked = false) =>
      isAllowed(actor, "read", { kind: "publicPage", visibility, isUnlocked: unlocked });
    expect(sees(STRANGER, "public")).toBe(true);
    expect(sees(STRANGER, "password")).toBe(false);
    expect(sees(STRANGER, "password", true)).toBe(true);
    expect(sees(STRANGER, "members")).toBe(false);
    expect(sees(STRANGER, "members", true)).toBe(false);
    expect(sees(user("viewer"), "members")).toBe(true);
    expect(sees(token("read"), "password")).toBe(true);
    expect(sees(token("ping:e"), "members")).toBe(false);
    expect(
      isAllowed(ADMIN, "write", { kind: "publicPage", visibility: "public", isUnlocked: true }),
    ).toBe(false);
  });
});

it.each([
  [token("read"), "write", "incident", "expected the scope incidents:write, saw a token with read"],
  [
    token("read", "pages:write"),
    "write",
    "channel",
    "expected a person with the role editor, no token, saw a token with read, pages:write",
  ],
  [user("viewer"), "write", "endpoint", "expected the role editor, saw viewer"],
  [user("editor"), "read", "audit", "expected the role owner, saw editor"],
  [ADMIN, "write", "self", "expected a person, saw ADMIN_TOKEN"],
] as const)("[AU3] says what it takes: %j to %s %s", (actor, action, kind, message) => {
  expect(requiredPermission(actor, action, { kind })).toBe(message);
});

it("[AU3] says what it takes to report for one heartbeat", () => {
  expect(requiredPermission(token("ping:a"), "write", { kind: "report", endpointId: "b" })).toBe(
    "expected the scope endpoints:write or ping:b, saw a token with ping:a",
  );
});
