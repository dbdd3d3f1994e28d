import { startAuthentication, startRegistration } from "@simplewebauthn/browser";

const post = (path: string, body: unknown = {}) =>
  fetch(`/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** Signs in with a passkey of this browser; false where that did not come about. */
export async function signInWithPasskey(): Promise<boolean> {
  try {
    const options = await post("/session/passkey/options");
    if (!options.ok) return false;
    const response = await startAuthentication({ optionsJSON: await options.json() });
    return (await post("/session/passkey", { response })).ok;
  } catch {
    return false;
  }
}

/** Makes a passkey for whoever is signed in. */
export async function addPasskey(name: string): Promise<boolean> {
  try {
    const options = await post("/profile/passkeys/options");
    if (!options.ok) return false;
    const response = await startRegistration({ optionsJSON: await options.json() });
    return (await post("/profile/passkeys", { name, response })).ok;
  } catch {
    return false;
  }
}
