import { joinAsMember, setUpOwner } from "../fixtures/browser";
import { ORIGIN } from "../fixtures/worker";
import { reseed } from "./frozen";
import { act, sendInStory, type Book } from "./story-book";

/** Headers of a signed-in browser. */
type Signed = { cookie: string; origin: string };

async function signedIn(email: string, password: string): Promise<Signed> {
  reseed(`session of ${email}`);
  const headers = { origin: ORIGIN };
  const response = await sendInStory("POST", "/api/v1/session", {
    body: { email, password },
    headers,
  });
  const lines = response.headers.getSetCookie();
  return { cookie: lines.map((line) => line.split(";")[0]).join("; "), origin: ORIGIN };
}

export type Actors = {
  ada: Signed;
  eve: Signed;
  eveId: string;
  wall: object;
  wallId: string;
  reporter: object;
};

/** Ada, whose Pharos it is, Eve, who works with her, and a screen on a wall, which has a token. */
export async function signInActors(book: Book): Promise<Actors> {
  reseed("owner");
  const owner = await setUpOwner();
  reseed("editor");
  const eve = await joinAsMember(owner, "eve@example.com", "editor");
  const token = await act("POST", "/tokens", { name: "wall", scopes: ["read"] });
  const reporter = await act("POST", "/tokens", { name: "job", scopes: ["ping:backup"] });
  return {
    reporter: bearer(reporter),
    ada: await signedIn("Ada@Example.com", "a-long-password"),
    eve: await signedIn("eve@example.com", "another-password"),
    eveId: book.label("Eve", eve.id),
    wall: bearer(token),
    wallId: token.id,
  };
}

const bearer = ({ token }: Record<string, unknown>) => ({
  authorization: `Bearer ${String(token)}`,
});
