import { OWNER_HEADERS, fetchWorker as knock } from "../fixtures/worker";
import { act, sendInStory, type Book } from "./story-book";
import type { StoryWorld } from "./story-chapters";

const UPGRADE = { upgrade: "websocket" };
const FAR = { ...OWNER_HEADERS, "cf-connecting-ip": "203.0.113.7" };

const refused = async (book: Book, what: string, room: string, headers: object) =>
  book.answer(
    `a socket: ${what}`,
    await knock(`/api/v1/rooms/${room}?v=1`, { headers: { ...headers, ...UPGRADE } }),
  );

/** 08:15: all ways in which a socket ends. */
export async function endings(world: StoryWorld): Promise<void> {
  const { book, ids, people } = world;
  const says = (second: number, what: string, message: string | ArrayBuffer, code: string) =>
    book.step(second, what, async () => {
      const listener = await book.enter(`ending ${code}`, "all");
      listener.socket.send(message);
      await listener.closed;
    });
  await says(910, "somebody says a word", "hello", "by a word");
  await says(911, "somebody sends bytes", new Uint8Array([1, 2, 3]).buffer, "by bytes");
  await says(912, "somebody sends too much", "x".repeat(1_025), "by too much");
  await book.step(913, "somebody speaks another version", () =>
    book.enter("ending by version", "all", { query: "v=2" }),
  );
  await book.step(914, "somebody says no version", () =>
    book.enter("ending by no version", "all", { query: "" }),
  );
  await book.step(915, "one address has as many sockets as it may", async () => {
    for (const tab of [1, 2]) await book.enter(`far ${tab}`, "all", { headers: FAR });
    await refused(book, "where an address has two", "all", FAR);
  });
  await book.step(916, "a browser there opens one more", () =>
    book.enter("ending by too many", "all", { headers: { ...FAR, origin: "http://pharos.test" } }),
  );
  await book.step(920, "the token of the wall is revoked", async () => {
    await act("DELETE", `/tokens/${people.wallId}`);
    await gone(book, "incident wall", "endpoint shop, again");
  });
  await book.step(921, "Eve comes back", () =>
    book.enter("ending by removal", "all", { headers: people.eve }),
  );
  await book.step(922, "Eve is removed", async () => {
    await act("DELETE", `/people/${people.eveId}`);
    await gone(book, "ending by removal");
  });
  await book.step(930, "shop is deleted", async () => {
    await act("DELETE", `/endpoints/${ids["shop"]!}`);
    await gone(book, "endpoint shop");
  });
  await book.step(931, "the page is edited", () =>
    act("PATCH", `/pages/${ids["page"]!}`, { title: "Acme Inc." }),
  );
  await book.step(932, "the page is closed to strangers", async () => {
    await act("PATCH", `/pages/${ids["page"]!}`, { visibility: "members" });
    await gone(book, "page 1", "page 2");
  });
}

/** What ends a socket is answered before that has come to whoever listens. */
const gone = (book: Book, ...names: string[]) =>
  Promise.all(
    book.listeners.filter(({ name }) => names.includes(name)).map(({ closed }) => closed),
  );

/** What rooms answer without a socket, and where one is refused. */
export async function answers({ book, ids, people }: StoryWorld): Promise<void> {
  const get = async (what: string, room: string, headers: object = OWNER_HEADERS) =>
    book.answer(
      `${what}: GET /api/v1/rooms/${room}`,
      await sendInStory("GET", `/api/v1/rooms/${room}`, { headers }),
    );
  const payments = `endpoint:${ids["payments"]!}`;
  await get("all", "all");
  await get("an endpoint", payments);
  await get("one that rests", `endpoint:${ids["resting"]!}`);
  await get("an incident", `incident:${ids["incident"]!}`);
  await get("a page, to a stranger", "page:acme", {});
  await get("an endpoint that is not there", "endpoint:none");
  await get("an incident that is not there", "incident:none");
  await get("a page that is not there", "page:none", {});
  await get("what is no room", "everything");
  await get("all, to a stranger", "all", {});
  await get("all, to a wrong token", "all", { authorization: "Bearer wrong" });
  await get("all, to a token that may only report", "all", people.reporter);
  const upgrade = (what: string, room: string, headers: object) =>
    refused(book, what, room, headers);
  await upgrade("to a stranger", "all", {});
  await upgrade("to a token that may only report", "all", people.reporter);
  await upgrade("from another site's page", "all", {
    cookie: people.ada.cookie,
    origin: "https://elsewhere.example",
  });
  await upgrade("of an endpoint that is not there", "endpoint:none", OWNER_HEADERS);
  await upgrade("of a page that is not there", "page:none", {});
}
