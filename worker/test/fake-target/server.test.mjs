import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTarget } from "./server.mjs";

let target;
beforeAll(async () => (target = await startTarget()));
afterAll(() => target.close());

const get = (path) => fetch(`${target.url}${path}`, { redirect: "manual" });
const put = (name, body) =>
  fetch(`${target.url}/control/${name}`, { method: "PUT", body: JSON.stringify(body) });

describe("the target that misbehaves on purpose", () => {
  it("answers as the path asks", async () => {
    expect((await get("/ok")).status).toBe(200);
    expect((await get("/status/503")).status).toBe(503);
    expect((await get("/redirect?to=/ok")).headers.get("location")).toBe("/ok");
    expect((await get("/hops/2")).headers.get("location")).toBe("/hops/1");
  });

  it.each(["/reset", "/garbage", "/bigheaders"])("breaks the connection at %s", async (path) => {
    await expect(get(path)).rejects.toThrow("fetch failed");
  });

  it("does what its control says, and counts who came", async () => {
    expect((await get("/t/one")).status).toBe(200);
    await put("one", { status: 500 });
    expect((await get("/t/one")).status).toBe(500);
    await put("one", { mode: "status/418" });
    expect((await get("/t/one")).status).toBe(418);
    expect(await (await get("/control/one")).json()).toMatchObject({ hits: 3, mode: "status/418" });
  });

  it("survives what it does not understand", async () => {
    expect((await get("/status/99")).status).toBe(400);
    expect((await get("/no-such-way")).status).toBe(404);
    expect((await put("one", { mode: "no-such-way" })).status).toBe(400);
    expect((await put("one", { status: 9 })).status).toBe(400);
  });
});
