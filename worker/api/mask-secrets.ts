import type { Credentials, Endpoint } from "../domain/checks/endpoint";
import { MASKED_SECRET } from "../protocol/api";

/** Names under which people send what nobody else may read. */
const SECRET_HEADER = /auth|cookie|token|secret|key|password|signature/i;

type Secrets = Pick<Endpoint, "headers" | "auth">;

export const maskedHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADER.test(name) ? MASKED_SECRET : value,
    ]),
  );

export const maskedAuth = (auth: Credentials | null): Credentials | null =>
  auth &&
  (auth.type === "basic"
    ? { ...auth, password: MASKED_SECRET }
    : { ...auth, token: MASKED_SECRET });

/** A secret that comes back masked keeps the value that is stored, however a header is spelled. */
export function restoreMasked<Given extends Partial<Secrets>>(
  given: Given,
  stored: Secrets,
): Given {
  return {
    ...given,
    ...(given.headers && { headers: restoreMaskedHeaders(given.headers, stored.headers) }),
    ...(given.auth && { auth: restoreMaskedAuth(given.auth, stored.auth) }),
  };
}

/** Masks that keep nothing, by field. */
export function maskErrors({ headers, auth }: Secrets): Record<string, string> {
  const problem = "expected a value, saw a masked one";
  const problems = Object.entries(headers)
    .filter(([, value]) => value === MASKED_SECRET)
    .map(([name]) => [`headers.${name}`, problem]);
  if (auth?.type === "basic" && auth.password === MASKED_SECRET)
    problems.push(["auth.password", problem]);
  if (auth?.type === "bearer" && auth.token === MASKED_SECRET)
    problems.push(["auth.token", problem]);
  return Object.fromEntries(problems) as Record<string, string>;
}

function restoreMaskedHeaders(given: Record<string, string>, stored: Record<string, string>) {
  const values = new Map(
    Object.entries(stored).map(([header, value]) => [header.toLowerCase(), value]),
  );
  return Object.fromEntries(
    Object.entries(given).map(([header, value]) => [
      header,
      value === MASKED_SECRET ? (values.get(header.toLowerCase()) ?? value) : value,
    ]),
  );
}

function restoreMaskedAuth(given: Credentials, stored: Credentials | null): Credentials {
  if (given.type === "basic" && stored?.type === "basic" && given.password === MASKED_SECRET) {
    return { ...given, password: stored.password };
  }
  if (given.type === "bearer" && stored?.type === "bearer" && given.token === MASKED_SECRET)
    return stored;
  return given;
}
