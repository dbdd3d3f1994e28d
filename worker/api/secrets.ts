import type { Auth, Endpoint } from "../domain/endpoint";
import { MASKED } from "../protocol/api";

/** Names under which people send what nobody else may read. */
const SECRET_HEADER = /auth|cookie|token|secret|key|password|signature/i;

type Secrets = Pick<Endpoint, "headers" | "auth">;

export const maskedHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADER.test(name) ? MASKED : value,
    ]),
  );

export const maskedAuth = (auth: Auth | null): Auth | null =>
  auth && (auth.type === "basic" ? { ...auth, password: MASKED } : { ...auth, token: MASKED });

/** A secret that comes back masked keeps the value that is stored, however a header is spelled. */
export function unmasked<Given extends Partial<Secrets>>(given: Given, stored: Secrets): Given {
  return {
    ...given,
    ...(given.headers && { headers: unmaskedHeaders(given.headers, stored.headers) }),
    ...(given.auth && { auth: unmaskedAuth(given.auth, stored.auth) }),
  };
}

/** Masks that keep nothing, by field. */
export function maskProblems({ headers, auth }: Secrets): Record<string, string> {
  const problem = "expected a value, saw a masked one";
  const problems = Object.entries(headers)
    .filter(([, value]) => value === MASKED)
    .map(([name]) => [`headers.${name}`, problem]);
  if (auth?.type === "basic" && auth.password === MASKED) problems.push(["auth.password", problem]);
  if (auth?.type === "bearer" && auth.token === MASKED) problems.push(["auth.token", problem]);
  return Object.fromEntries(problems) as Record<string, string>;
}

function unmaskedHeaders(given: Record<string, string>, stored: Record<string, string>) {
  const values = new Map(
    Object.entries(stored).map(([header, value]) => [header.toLowerCase(), value]),
  );
  return Object.fromEntries(
    Object.entries(given).map(([header, value]) => [
      header,
      value === MASKED ? (values.get(header.toLowerCase()) ?? value) : value,
    ]),
  );
}

function unmaskedAuth(given: Auth, stored: Auth | null): Auth {
  if (given.type === "basic" && stored?.type === "basic" && given.password === MASKED) {
    return { ...given, password: stored.password };
  }
  if (given.type === "bearer" && stored?.type === "bearer" && given.token === MASKED) return stored;
  return given;
}
