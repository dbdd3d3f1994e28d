import type { Auth, Endpoint } from "../domain/endpoint";
import { isOutdated, open, seal, type Keys } from "./seal";

/** What of an endpoint may be a secret. Elsewhere than at the edges it is sealed: values, not names. */
type Secrets = Partial<Pick<Endpoint, "headers" | "body" | "auth">>;

export const sealSecrets = <Given extends Secrets>(given: Given, keys: Keys): Promise<Given> =>
  mapped(given, (text) => seal(text, keys));

export const openSecrets = <Given extends Secrets>(given: Given, keys: Keys): Promise<Given> =>
  mapped(given, (text) => open(text, keys));

/** What is to be stored so that all of it is sealed under the current key; null where it is already. */
export async function resealed(stored: Required<Secrets>, keys: Keys): Promise<Secrets | null> {
  const outdated: string[] = [];
  const { headers, body, auth } = stored;
  const fresh = await mapped({ headers, body, auth }, async (text) => {
    if (!(await isOutdated(text, keys))) return text;
    outdated.push(text);
    return seal(await open(text, keys), keys);
  });
  return outdated.length > 0 ? fresh : null;
}

type Change = (text: string) => Promise<string>;

async function mapped<Given extends Secrets>(given: Given, change: Change): Promise<Given> {
  const { headers, body, auth } = given;
  return {
    ...given,
    ...(headers && { headers: await mappedHeaders(headers, change) }),
    ...(body && { body: await change(body) }),
    ...(auth && { auth: await mappedAuth(auth, change) }),
  };
}

async function mappedHeaders(headers: Endpoint["headers"], change: Change) {
  const entries = Object.entries(headers).map(
    async ([name, value]) => [name, await change(value)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

const mappedAuth = async (auth: Auth, change: Change): Promise<Auth> =>
  auth.type === "basic"
    ? { ...auth, password: await change(auth.password) }
    : { ...auth, token: await change(auth.token) };
