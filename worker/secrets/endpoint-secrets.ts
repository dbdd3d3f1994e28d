import { splitAddress } from "../domain/checks/address-query";
import type { Credentials, Endpoint } from "../domain/checks/endpoint";
import { usesPreviousKey, decrypt, encrypt, type EncryptionKeys } from "./encryption";

/**
 * What of an endpoint may be a secret. Elsewhere than at the edges it is sealed: values, not names,
 * and of an address its query.
 */
type EndpointSecrets = Partial<Pick<Endpoint, "url" | "headers" | "body" | "auth">>;

export const encryptSecrets = <Given extends EndpointSecrets>(
  given: Given,
  keys: EncryptionKeys,
): Promise<Given> => mapSecrets(given, (text) => encrypt(text, keys));

export const decryptSecrets = <Given extends EndpointSecrets>(
  given: Given,
  keys: EncryptionKeys,
): Promise<Given> => mapSecrets(given, (text) => decrypt(text, keys));

/** What is to be stored so that all of it is sealed under the current key; null where it is already. */
export async function reencrypted(
  stored: Required<EndpointSecrets>,
  keys: EncryptionKeys,
): Promise<EndpointSecrets | null> {
  const outdated: string[] = [];
  const { url, headers, body, auth } = stored;
  const updated = await mapSecrets({ url, headers, body, auth }, async (text) => {
    if (!(await usesPreviousKey(text, keys))) return text;
    outdated.push(text);
    return encrypt(await decrypt(text, keys), keys);
  });
  return outdated.length > 0 ? updated : null;
}

type Transform = (text: string) => Promise<string>;

async function mapSecrets<Given extends EndpointSecrets>(
  given: Given,
  change: Transform,
): Promise<Given> {
  const { url, headers, body, auth } = given;
  return {
    ...given,
    ...(url !== undefined && { url: await mapQuery(url, change) }),
    ...(headers && { headers: await mapHeaders(headers, change) }),
    ...(body && { body: await change(body) }),
    ...(auth && { auth: await mapCredentials(auth, change) }),
  };
}

async function mapQuery(url: string, change: Transform): Promise<string> {
  const { base, query } = splitAddress(url);
  return query === null || query === "" ? url : `${base}?${await change(query)}`;
}

async function mapHeaders(headers: Endpoint["headers"], change: Transform) {
  const entries = Object.entries(headers).map(
    async ([name, value]) => [name, await change(value)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

const mapCredentials = async (auth: Credentials, change: Transform): Promise<Credentials> =>
  auth.type === "basic"
    ? {
        ...auth,
        username: await change(auth.username),
        password: await change(auth.password),
      }
    : { ...auth, token: await change(auth.token) };
