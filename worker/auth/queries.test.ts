import { createExecutionContext } from "cloudflare:test";
import { expect, it } from "vitest";
import { createApi } from "../api/app";
import { createBrowser, OWNER_ACCOUNT, setUpOwner } from "../test/fixtures/browser";
import { bindings, ORIGIN, sendJson } from "../test/fixtures/worker";
import { apiPorts } from "../adapters/index";
import { authenticate } from "./authenticate";
import { USER_SESSION_COOKIE } from "./better-auth";

/** The same bindings, and how often the database, the limiters and the hashers were called through them. */
function counted() {
  const counts = { queries: 0, calls: 0 };
  const count = <Result>(make: () => Result): Result => (counts.queries++, make());
  const DB = new Proxy(bindings.DB, {
    get(db, name) {
      if (name === "prepare") return (sql: string) => count(() => db.prepare(sql));
      const value: unknown = Reflect.get(db, name);
      return typeof value === "function" ? (value.bind(db) as unknown) : value;
    },
  });
  const countCalls = <Methods extends Rpc.DurableObjectBranded>(
    namespace: DurableObjectNamespace<Methods>,
  ): DurableObjectNamespace<Methods> =>
    new Proxy(namespace, {
      get: (objects, name) =>
        name === "getByName"
          ? (of: string) =>
              new Proxy(objects.getByName(of), {
                get: (stub, method) => (counts.calls++, Reflect.get(stub, method) as unknown),
              })
          : (Reflect.get(objects, name) as unknown),
    });
  const LOGIN_LIMITER = countCalls(bindings.LOGIN_LIMITER);
  const PASSWORD_HASHER = countCalls(bindings.PASSWORD_HASHER);
  return { seen: counts, env: { ...bindings, DB, LOGIN_LIMITER, PASSWORD_HASHER } };
}

async function userCookie(): Promise<string> {
  const response = await createBrowser()("POST", "/session", {
    email: OWNER_ACCOUNT.email,
    password: OWNER_ACCOUNT.password,
  });
  const line = response.headers.getSetCookie().find((one) => one.startsWith(USER_SESSION_COOKIE));
  return line!.split(";")[0]!;
}

it("[AU6] who asks is known by one query, however much one page asks", async () => {
  await setUpOwner();
  const cookie = await userCookie();
  const created = await sendJson("POST", "/tokens", { name: "reads", scopes: ["read"] });
  const { token } = await created.json<{ token: string }>();
  const authorization = `Bearer ${token}`;
  // The first use of a token is noted, once in five minutes.
  await authenticate(new Request(ORIGIN, { headers: { authorization } }), bindings, {});
  for (const headers of [{ cookie }, { authorization }]) {
    const { seen: counts, env } = counted();
    const moment = {};
    const actors = await Promise.all(
      Array.from({ length: 5 }, () => authenticate(new Request(ORIGIN, { headers }), env, moment)),
    );
    for (const identity of actors) expect(identity).toMatchObject({ kind: "authenticated" });
    expect(counts.queries).toBe(1);
  }
});

it("[AU6] a cookie or a token that cannot be ours costs no query at all", async () => {
  const { seen: counts, env } = counted();
  for (const headers of [
    { cookie: `${USER_SESSION_COOKIE}=made.up` },
    { authorization: "Bearer made-up" },
    { cookie: "pharos_session=1.x" },
  ]) {
    const identity = await authenticate(new Request(ORIGIN, { headers }), env, {});
    expect(identity).toMatchObject({ kind: "authenticated", actor: { kind: "stranger" } });
  }
  expect(counts.queries).toBe(0);
});

it("[AU7] signing in queries the database five times, and calls Durable Objects five times", async () => {
  await setUpOwner();
  const { seen: counts, env } = counted();
  const { email, password } = OWNER_ACCOUNT;
  const response = await createApi(apiPorts).fetch(
    new Request(`${ORIGIN}/api/v1/session`, {
      method: "POST",
      headers: { "cf-connecting-ip": "203.0.113.7" },
      body: JSON.stringify({ email, password }),
    }),
    env,
    createExecutionContext(),
  );
  expect(response.status).toBe(204);
  expect(counts).toEqual({ queries: 5, calls: 5 });
});
