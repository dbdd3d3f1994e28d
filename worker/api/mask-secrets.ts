import type { Credentials, Endpoint } from "../domain/checks/endpoint";
import { MASKED_SECRET } from "../protocol/api";
import { hasMaskedQuery, maskedAddress, restoreMaskedAddress } from "./mask-address";

/** Names under which people send what not even those read who change it. */
const SECRET_HEADER = /auth|cookie|token|secret|key|password|signature/i;
/** What these say is how an answer is wanted, never who asks. */
const PUBLIC_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "content-type",
  "user-agent",
]);

/** What of an endpoint may be secret. */
export type Secrets = Pick<Endpoint, "url" | "headers" | "body" | "auth">;

/** What those see who may not change it, and what is told in rooms: names, and no values. */
export const maskedSecrets = ({ url, headers, body, auth }: Secrets): Secrets => ({
  url: maskedAddress(url),
  headers: maskedHeaders(headers, (name) => !PUBLIC_HEADERS.has(name.toLowerCase())),
  body: body && MASKED_SECRET,
  auth:
    auth?.type === "basic" ? { ...maskedAuth(auth), username: MASKED_SECRET } : maskedAuth(auth),
});

/** What those see who may change it: all but what lets somebody in. */
export const editableSecrets = ({ url, headers, body, auth }: Secrets): Secrets => ({
  url,
  headers: maskedHeaders(headers, (name) => SECRET_HEADER.test(name)),
  body,
  auth: maskedAuth(auth),
});

const maskedHeaders = (headers: Endpoint["headers"], isSecret: (name: string) => boolean) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? MASKED_SECRET : value]),
  );

function maskedAuth<Auth extends Credentials | null>(auth: Auth): Auth {
  if (auth === null) return auth;
  return auth.type === "basic"
    ? { ...auth, password: MASKED_SECRET }
    : { ...auth, token: MASKED_SECRET };
}

/** A secret that comes back masked keeps the value that is stored, however a header is spelled. */
export function restoreMasked<Given extends Partial<Secrets>>(
  given: Given,
  stored: Secrets,
): Given {
  const { url, headers, body, auth } = given;
  return {
    ...given,
    ...(url !== undefined && { url: restoreMaskedAddress(url, stored.url) }),
    ...(headers && { headers: restoreMaskedHeaders(headers, stored.headers) }),
    ...(body === MASKED_SECRET && { body: stored.body ?? body }),
    ...(auth && { auth: restoreMaskedAuth(auth, stored.auth) }),
  };
}

/** Masks that keep nothing, by field. */
export function maskErrors(
  { url, headers, body, auth }: Secrets,
  problem = "expected a value, saw a masked one",
): Record<string, string> {
  const fields = [
    ...(hasMaskedQuery(url) ? ["url"] : []),
    ...Object.entries(headers).flatMap(([name, value]) =>
      value === MASKED_SECRET ? [`headers.${name}`] : [],
    ),
    ...(body === MASKED_SECRET ? ["body"] : []),
    ...Object.entries(auth ?? {}).flatMap(([name, value]) =>
      value === MASKED_SECRET ? [`auth.${name}`] : [],
    ),
  ];
  return Object.fromEntries(fields.map((field) => [field, problem]));
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
  const before: Record<string, string> = stored?.type === given.type ? stored : {};
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      value === MASKED_SECRET ? (before[name] ?? value) : value,
    ]),
  ) as Credentials;
}
