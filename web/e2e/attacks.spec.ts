import type { Page } from "@playwright/test";
import { expectLive, expect, test } from "./fixtures";
import { startExternalSite } from "./external-site";

/** What a page of somebody else comes to know by asking; null where the browser keeps it from it. */
type Learned = { status: number; text: string } | null;

/** Every way in which a page can make a browser ask, with its cookies. */
async function attack(page: Page, origin: string, endpointId: string) {
  return page.evaluate(
    async ([pharos, id]) => {
      const ask = async (
        method: string,
        path: string,
        init: RequestInit = {},
      ): Promise<Learned> => {
        try {
          const response = await fetch(pharos + path, { method, credentials: "include", ...init });
          return { status: response.status, text: await response.text() };
        } catch {
          return null;
        }
      };
      const json = { "content-type": "application/json" };
      const made = JSON.stringify({ name: "Made by an attack", url: "https://attack.example" });
      const blind = (type: string): RequestInit => ({
        mode: "no-cors",
        headers: { "content-type": type },
        body: made,
      });
      const hears = (room: string) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(`${pharos.replace("http", "ws")}/api/v1/rooms/${room}?v=1`);
          socket.onmessage = ({ data }) => resolve(String(data));
          socket.onclose = ({ code }) => resolve(`closed ${code}`);
        });
      const submits = (path: string, encoding: string, fields: Record<string, string>) =>
        new Promise<void>((resolve) => {
          const frame = document.createElement("iframe");
          frame.name = `f${Math.random()}`;
          const form = document.createElement("form");
          Object.assign(form, { method: "post", action: pharos + path, target: frame.name });
          form.enctype = encoding;
          for (const [name, value] of Object.entries(fields)) {
            const field = document.createElement("input");
            Object.assign(field, { type: "hidden", name, value });
            form.append(field);
          }
          document.body.append(frame, form);
          frame.onload = () => resolve();
          form.submit();
        });

      const learned = [
        await ask("GET", "/api/v1/endpoints"),
        await ask("GET", "/api/v1/session"),
        await ask("GET", "/api/v1/audit/export.json"),
        await ask("GET", "/dashboard"),
        await ask("GET", "/dashboard/__data.json"),
        await ask("POST", "/api/v1/endpoints", { headers: json, body: made }),
        await ask("PATCH", `/api/v1/endpoints/${id}`, {
          headers: json,
          body: '{"name":"Attacked"}',
        }),
        await ask("DELETE", `/api/v1/endpoints/${id}`),
        await ask("DELETE", "/api/v1/session"),
        await ask("PUT", "/api/v1/settings", { headers: json, body: "{}" }),
      ];
      for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
        await ask("POST", "/api/v1/endpoints", blind(type));
        await ask("POST", `/api/v1/endpoints/${id}/pause`, blind(type));
      }
      navigator.sendBeacon(`${pharos}/api/v1/endpoints`, made);
      // The body of a form of plain text can be JSON.
      await submits("/api/v1/endpoints", "text/plain", { [made.slice(0, -2)]: '"}' });
      for (const encoding of [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
      ]) {
        await submits("/login?/out", encoding, { a: "b" });
        await submits(`/endpoints/${id}?/delete`, encoding, { id });
        await submits(`/endpoints/new`, encoding, {
          name: "Made by an attack",
          url: "https://a.example",
        });
      }
      return { learned, heard: [await hears("all"), await hears(`endpoint:${id}`)] };
    },
    [origin, endpointId] as const,
  );
}

/** Another site altogether, and another port of the same host, to which the browser sends our cookies. */
for (const host of ["localhost", "127.0.0.1"]) {
  test(`[DR4] [DR7] a page at ${host} learns nothing and changes nothing, whoever is signed in here`, async ({
    page,
    baseURL,
    problems,
    signIn,
    world,
  }) => {
    problems.expected.push(/.*/);
    const origin = new URL(baseURL!).origin;
    const name = `Attacked by nobody at ${host}`;
    const { id } = await world.createEndpoint(name);
    await signIn(page);
    await page.goto("/dashboard");
    await expectLive(page);
    await page.goto(await startExternalSite("<h1>Look here</h1>", {}, host));
    const { learned, heard } = await attack(page, origin, id);
    expect(learned).toEqual(learned.map(() => null));
    for (const told of heard) expect(told).toMatch(/^closed /);

    const { data } = await world.api<{ data: { name: string; paused: boolean }[] }>(
      "GET",
      "/endpoints?q=attack&limit=100",
    );
    const isOthers = (one: { name: string }) => one.name.startsWith("Attacked by nobody at ");
    expect(data.filter((one) => one.name === name || !isOthers(one))).toMatchObject([
      { name, paused: false },
    ]);
    // The session is as it was.
    await page.goto("/dashboard");
    await expectLive(page);
  });
}

test("[DR7] none of our pages can be framed, but the one that is there for it", async ({
  page,
  baseURL,
  problems,
  signIn,
}) => {
  problems.expected.push(/frame-ancestors|X-Frame-Options|Refused to (display|frame)|violates/i);
  const origin = new URL(baseURL!).origin;
  await signIn(page);
  for (const path of ["/dashboard", "/login", "/settings/people", "/setup"]) {
    const frame = `<iframe src="${origin}${path}" title="Pharos"></iframe>`;
    await page.goto(await startExternalSite(frame));
    await expect.poll(() => page.frames().at(1)?.url()).toMatch(/^chrome-error:/);
  }
});
