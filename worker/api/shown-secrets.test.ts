import { expect, it } from "vitest";
import type { EndpointList, EndpointView } from "../protocol/api";
import { dumpDatabase } from "../test/fixtures/dump-database";
import { dumpDurableObjects } from "../test/fixtures/dump-objects";
import {
  createThroughApi,
  fetchApi,
  fetchWorker,
  openRoomSocket,
  sendJson,
} from "../test/fixtures/worker";

const CANARY = "canary-77d0";
const SECRETS = {
  url: `https://shop.example/health?apikey=${CANARY}-query`,
  method: "POST",
  headers: { "X-Session": `${CANARY}-header`, Accept: "text/html" },
  body: `${CANARY}-body`,
  auth: { type: "basic", username: `${CANARY}-user`, password: `${CANARY}-password` },
};
const SHOWN = {
  url: "https://shop.example/health?apikey=********",
  headers: { "X-Session": "********", Accept: "text/html" },
  body: "********",
  auth: { type: "basic", username: "********", password: "********" },
};

/** A token that may only read. */
async function createReader() {
  const created = await sendJson("POST", "/tokens", { name: "Reads", scopes: ["read"] });
  const { token } = await created.json<{ token: string }>();
  return (path: string) =>
    fetchWorker(`/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
}

it("[SE8] who may only read is shown names and no values, in views, lists and searches", async () => {
  const { id } = (await createThroughApi(SECRETS)).body;
  const read = await createReader();
  const view = await (await read(`/endpoints/${id}`)).json<EndpointView>();
  expect(view).toMatchObject(SHOWN);
  const { data } = await (await read("/endpoints?bars=3")).json<EndpointList>();
  expect(data).toEqual([expect.objectContaining(SHOWN)]);
  const found = async (q: string) =>
    (await (await read(`/endpoints?q=${q}`)).json<EndpointList>()).data.length;
  expect(
    await Promise.all(["shop.example/health", `${CANARY}-query`, "apikey"].map(found)),
  ).toEqual([1, 0, 0]);
  // Whoever may change it goes on seeing what they edit.
  const own = await (await fetchApi(`/endpoints/${id}`)).json<EndpointView>();
  expect(own).toMatchObject({ url: SECRETS.url, body: SECRETS.body });
  expect(own.auth).toEqual({ ...SECRETS.auth, password: "********" });
});

it("[SE8] rooms are told of a change as readers see it, and keep no more", async () => {
  const all = await openRoomSocket("all");
  const { id } = (await createThroughApi(SECRETS)).body;
  const own = await openRoomSocket(`endpoint:${id}`);
  const changes = {
    url: `https://shop.example/health?apikey=${CANARY}-new`,
    headers: { "X-Pin": `${CANARY}-pin` },
    body: `${CANARY}-other`,
    auth: { type: "bearer", token: `${CANARY}-token` },
    tags: ["moved"],
  };
  await sendJson("PATCH", `/endpoints/${id}`, changes);
  const [created] = (await all.next()).events;
  expect(created).toMatchObject({ type: "endpoint:created", data: { url: SHOWN.url } });
  const shown = {
    ...SHOWN,
    headers: { "X-Pin": "********" },
    auth: { type: "bearer", token: "********" },
    tags: ["moved"],
  };
  for (const room of [all, own]) {
    const { events } = await room.next();
    expect(events).toMatchObject([{ type: "endpoint:updated", data: { changes: shown } }]);
  }
  const kept = await dumpDurableObjects();
  expect(kept).toContain("endpoint:updated");
  expect(kept).not.toContain(CANARY);
});

it("[SE1] [AU8] the database has neither the query nor the user name, nor has the audit log", async () => {
  const { id } = (await createThroughApi(SECRETS)).body;
  await sendJson("PATCH", `/endpoints/${id}`, { url: `${SECRETS.url}&more=${CANARY}` });
  await sendJson("DELETE", `/endpoints/${id}`, "");
  const log = await (await fetchApi("/audit")).text();
  expect(log).toContain("https://shop.example/health?apikey=********&more=********");
  const stored = (await createThroughApi(SECRETS)).body;
  expect(`${log}${await dumpDatabase()}`).not.toContain(CANARY);
  expect(stored.url).toBe(SECRETS.url);
});
