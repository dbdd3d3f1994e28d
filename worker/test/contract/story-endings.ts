import { OWNER_HEADERS, fetchWorker as requestUpgrade } from "../fixtures/worker";
import { act, sendInStory, type Book } from "./story-book";
import type { StoryWorld } from "./story-chapters";

const UPGRADE = { upgrade: "websocket" };
const FAR = { ...OWNER_HEADERS, "cf-connecting-ip": "203.0.113.7" };

const refused = async (book: Book, title: string, room: string, headers: object) =>
  book.answer(
    `a socket: ${title}`,
    await requestUpgrade(`/api/v1/rooms/${room}?v=1`, { headers: { ...headers, ...UPGRADE } }),
  );

/** 08:15: all ways in which a socket ends. */
export async function endings(world: StoryWorld): Promise<void> {
  const { book, ids, actors } = world;
  const sendAndClose = (
    second: number,
    title: string,
    message: string | ArrayBuffer,
    code: string,
  ) =>
    book.step(second, title, async () => {
      const listener = await book.enter(`ending ${code}`, "all");
      listener.socket.send(message);
      await listener.closed;
    });
  await sendAndClose(910, "somebody says a word", "hello", "by a word");
  await sendAndClose(911, "somebody sends bytes", new Uint8Array([1, 2, 3]).buffer, "by bytes");
  await sendAndClose(912, "somebody sends too much", "x".repeat(1_025), "by too much");
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
    await act("DELETE", `/tokens/${actors.wallId}`);
    await waitUntilClosed(book, "incident wall", "endpoint shop, again");
  });
  await book.step(921, "Eve comes back", () =>
    book.enter("ending by removal", "all", { headers: actors.eve }),
  );
  await book.step(922, "Eve is removed", async () => {
    await act("DELETE", `/people/${actors.eveId}`);
    await waitUntilClosed(book, "ending by removal");
  });
  await book.step(930, "shop is deleted", async () => {
    await act("DELETE", `/endpoints/${ids["shop"]!}`);
    await waitUntilClosed(book, "endpoint shop");
  });
  await book.step(931, "the page is edited", () =>
    act("PATCH", `/pages/${ids["page"]!}`, { title: "Acme Inc." }),
  );
  await book.step(932, "the page is closed to strangers", async () => {
    await act("PATCH", `/pages/${ids["page"]!}`, { visibility: "members" });
    await waitUntilClosed(book, "page 1", "page 2");
  });
}

/** What ends a socket is answered before that has come to whoever listens. */
const waitUntilClosed = (book: Book, ...names: string[]) =>
  Promise.all(
    book.listeners.filter(({ name }) => names.includes(name)).map(({ closed }) => closed),
  );

/** What rooms answer without a socket, and where one is refused. */
export async function answers({ book, ids, actors }: StoryWorld): Promise<void> {
  const get = async (title: string, room: string, headers: object = OWNER_HEADERS) =>
    book.answer(
      `${title}: GET /api/v1/rooms/${room}`,
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
  await get("all, to a token that may only report", "all", actors.reporter);
  const upgrade = (title: string, room: string, headers: object) =>
    refused(book, title, room, headers);
  await upgrade("to a stranger", "all", {});
  await upgrade("to a token that may only report", "all", actors.reporter);
  await upgrade("from another site's page", "all", {
    cookie: actors.ada.cookie,
    origin: "https://elsewhere.example",
  });
  await upgrade("of an endpoint that is not there", "endpoint:none", OWNER_HEADERS);
  await upgrade("of a page that is not there", "page:none", {});
}
