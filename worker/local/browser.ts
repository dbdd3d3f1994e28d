import { expect } from "vitest";
import type { InvitationView, CurrentUser } from "../protocol/people";
import { SETUP_TOKEN } from "./test-token.mjs";
import { fetchWorker, ORIGIN } from "./workerd-fixtures";

export const OWNER_ACCOUNT = {
  token: SETUP_TOKEN,
  name: "Ada",
  email: "Ada@Example.com",
  password: "a-long-password",
};

/** A browser: it keeps cookies and sends our Origin. */
export function createBrowser() {
  const jar = new Map<string, string>();
  return async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetchWorker(`/api/v1${path}`, {
      method,
      headers: {
        ...(method === "GET" ? {} : { origin: ORIGIN }),
        ...(jar.size > 0 && {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
}

export async function setUpOwner() {
  const owner = createBrowser();
  expect((await owner("POST", "/setup", OWNER_ACCOUNT)).status).toBe(204);
  return owner;
}

export const currentUser = async (asks: ReturnType<typeof createBrowser>) =>
  (await (await asks("GET", "/session")).json<CurrentUser>()).person;

export async function joinAsMember(owner: ReturnType<typeof createBrowser>, email: string, role: string) {
  const made = await owner("POST", "/invitations", { email, role });
  const { link } = await made.json<InvitationView & { link: string }>();
  const person = createBrowser();
  const token = new URL(link).hash.slice(1);
  const accepted = await person("POST", "/joining/accept", {
    token,
    name: email,
    password: "another-password",
  });
  expect(accepted.status).toBe(204);
  return { person, token, id: (await currentUser(person))!.id };
}
