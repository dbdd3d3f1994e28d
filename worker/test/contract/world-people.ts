import { joinAsMember, setUpOwner } from "../fixtures/browser";
import { fetchApi, OWNER_HEADERS } from "../fixtures/worker";
import { reseed } from "./frozen";
import { ask, type World } from "./requests";

/** Counted, as what is sent names ports. */
let writes = 0;
export const send = async (method: string, path: string, body: object) => {
  reseed(`${method} ${path} ${++writes}`);
  const response = await ask({ method, path: `/api/v1${path}`, headers: OWNER_HEADERS, body });
  if (!response.ok)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? ({} as never) : response.json<Record<string, string>>();
};
export const idOf = async (path: string, body: object) => (await send("POST", path, body))["id"]!;

export const recount = () => {
  writes = 0;
};

export async function createUsers(ids: World["ids"]): Promise<World["cookies"]> {
  reseed("owner");
  const owner = await setUpOwner();
  const cookies: Record<string, string> = { owner: await cookieOf("owner", "Ada@Example.com") };
  for (const role of ["editor", "viewer"]) {
    reseed(role);
    ids[role] = (await joinAsMember(owner, `${role}@example.com`, role)).id;
    cookies[role] = await cookieOf(role, `${role}@example.com`);
  }
  const { data } = await (
    await fetchApi("/people")
  ).json<{ data: { id: string; role: string }[] }>();
  ids["owner"] = data.find(({ role }) => role === "owner")!.id;
  const invited = { email: "new@example.com", role: "editor" };
  const { id, link } = await send("POST", "/invitations", invited);
  Object.assign(ids, { invitation: id, "invitation token": link!.split("#")[1] });
  return cookies as World["cookies"];
}

const PASSWORDS: Record<string, string> = { owner: "a-long-password" };
export const passwordOf = (role: string) => PASSWORDS[role] ?? "another-password";

async function cookieOf(role: string, email: string): Promise<string> {
  reseed(`session of ${role}`);
  const body = { email, password: passwordOf(role) };
  const response = await ask({ method: "POST", path: "/api/v1/session", body });
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

const SCOPES = ["read", "endpoints:write", "incidents:write", "pages:write", "ping:beat"];

export async function createTokens(ids: World["ids"]): Promise<World["tokens"]> {
  const tokens: Record<string, string> = {};
  for (const scope of SCOPES) {
    const token = await send("POST", "/tokens", { name: `for ${scope}`, scopes: [scope] });
    tokens[scope] = token["token"]!;
    ids[`token ${scope}`] = token["id"]!;
  }
  return tokens;
}
