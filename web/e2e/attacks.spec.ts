import type { Page } from "@playwright/test";
import { expectLive, expect, test } from "./fixtures";
import { startExternalSite } from "./external-site";

/** What a page of somebody else comes to know by asking; null where the browser keeps it from it. */
type Answer = { status: number; text: string } | null;

/** Every way in which a page can make a browser ask, with its cookies. */
async function attack(page: Page, origin: string, endpointId: string) {
  return page.evaluate(
    async ([pharos, id]) => {
      const request = async (
        method: string,
        path: string,
        init: RequestInit = {},
      ): Promise<Answer> => {
        try {
          const response = await fetch(pharos + path, { method, credentials: "include", ...init });
          return { status: response.status, text: await response.text() };
        } catch {
          return null;
        }
      };
      const json = { "content-type": "application/json" };
      const newEndpoint = JSON.stringify({
        name: "Made by an attack",
        url: "https://attack.example",
      });
      const opaqueRequest = (type: string): RequestInit => ({
        mode: "no-cors",
        headers: { "content-type": type },
        body: newEndpoint,
      });
      const listen = (room: string) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(`${pharos.replace("http", "ws")}/api/v1/rooms/${room}?v=1`);
          socket.onmessage = ({ data }) => resolve(String(data));
          socket.onclose = ({ code }) => resolve(`closed ${code}`);
        });
      const submit = (path: string, encoding: string, fields: Record<string, string>) =>
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

      const answers = [
        await request("GET", "/api/v1/endpoints"),
        await request("GET", "/api/v1/session"),
        await request("GET", "/api/v1/audit/export.json"),
        await request("GET", "/dashboard"),
        await request("GET", "/dashboard/__data.json"),
        await request("POST", "/api/v1/endpoints", { headers: json, body: newEndpoint }),
        await request("PATCH", `/api/v1/endpoints/${id}`, {
          headers: json,
          body: '{"name":"Attacked"}',
        }),
        await request("DELETE", `/api/v1/endpoints/${id}`),
        await request("DELETE", "/api/v1/session"),
        await request("PUT", "/api/v1/settings", { headers: json, body: "{}" }),
      ];
      for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
        await request("POST", "/api/v1/endpoints", opaqueRequest(type));
        await request("POST", `/api/v1/endpoints/${id}/pause`, opaqueRequest(type));
      }
      navigator.sendBeacon(`${pharos}/api/v1/endpoints`, newEndpoint);
      // The body of a form of plain text can be JSON.
      await submit("/api/v1/endpoints", "text/plain", { [newEndpoint.slice(0, -2)]: '"}' });
      for (const encoding of [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
      ]) {
        await submit("/login?/out", encoding, { a: "b" });
        await submit(`/endpoints/${id}?/delete`, encoding, { id });
        await submit(`/endpoints/new`, encoding, {
          name: "Made by an attack",
          url: "https://a.example",
        });
      }
      return { answers, outcomes: [await listen("all"), await listen(`endpoint:${id}`)] };
    },
    [origin, endpointId] as const,
  );
}

/** Another site altogether, and another port of the same host, to which the browser sends our cookies. */
for (const host of ["localhost", "127.0.0.1"]) {
  test(
    `[DR4] [DR7] a page at ${host} learns nothing and changes nothing, whoever is signed in here`,
    { tag: "@deep" },
    async ({ page, baseURL, problems, signIn, world }) => {
      problems.expected.push(/.*/);
      const origin = new URL(baseURL!).origin;
      const name = `Attacked by nobody at ${host}`;
      const { id } = await world.createEndpoint(name);
      await signIn(page);
      await page.goto("/dashboard");
      await expectLive(page);
      await page.goto(await startExternalSite("<h1>Look here</h1>", {}, host));
      const { answers, outcomes } = await attack(page, origin, id);
      expect(answers).toEqual(answers.map(() => null));
      for (const outcome of outcomes) expect(outcome).toMatch(/^closed /);

      const { data } = await world.api<{ data: { name: string; paused: boolean }[] }>(
        "GET",
        "/endpoints?q=attack&limit=100",
      );
      const isOfOtherTest = (endpoint: { name: string }) =>
        endpoint.name.startsWith("Attacked by nobody at ");
      expect(
        data.filter((endpoint) => endpoint.name === name || !isOfOtherTest(endpoint)),
      ).toMatchObject([{ name, paused: false }]);
      // The session is as it was.
      await page.goto("/dashboard");
      await expectLive(page);
    },
  );
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
