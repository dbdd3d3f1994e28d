import { test as base, expect, type Page } from "@playwright/test";

export const TOKEN = variable("PHAROS_TOKEN");

export function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`expected ${name} in the environment; "npm test" sets it`);
  return value;
}

type Endpoint = { id: string; name: string; url: string };
type Behaviour = { status?: number; delayMs?: number; mode?: string };

/** Pharos as its API sees it, and what it watches. */
export type TestInstance = {
  api<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** An endpoint of this test alone, watching a target of its own. */
  createEndpoint(name: string, more?: object): Promise<Endpoint>;
  /** Has the endpoint's target behave like this from now on. */
  setBehaviour(endpoint: Endpoint, behaviour: Behaviour): Promise<void>;
  /** The same, and looks at it at once. */
  changeStatus(endpoint: Endpoint, behaviour: Behaviour): Promise<void>;
  /** Runs a tick now: looks at all that is due in any ten seconds. */
  tick(): Promise<void>;
};

type Fixtures = {
  world: TestInstance;
  /** Errors of the console, violations of the CSP among them. A test ends with none. */
  problems: { expected: RegExp[] };
  /** Has the browser signed in before the test begins. */
  signIn: (page: Page) => Promise<void>;
};

export const test = base.extend<Fixtures>({
  world: async ({ baseURL }, use) => {
    const createdIds: string[] = [];
    const world = createTestInstance(baseURL ?? "", (id) => createdIds.push(id));
    await use(world);
    for (const id of createdIds) await world.api("DELETE", `/endpoints/${id}`).catch(() => null);
  },

  problems: async ({}, use) => {
    await use({ expected: [] });
  },

  page: async ({ page, problems }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await use(page);
    const unexpected = errors.filter(
      (text) => !problems.expected.some((pattern) => pattern.test(text)),
    );
    expect(unexpected, "errors in the console").toEqual([]);
  },

  signIn: async ({ baseURL }, use) => {
    await use(async (page) => {
      // Without the browser's cookies: a session that is there already would want our Origin.
      const response = await fetch(`${baseURL}/api/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: TOKEN }),
      });
      const [cookie = ""] = response.headers.getSetCookie();
      if (!cookie) throw new Error(`signing in: ${response.status} ${await response.text()}`);
      const [name, value] = cookie.split(";")[0]!.split("=");
      await page.context().addCookies([{ name: name!, value: value!, url: baseURL! }]);
    });
  },
});

let count = 0;

export function createTestInstance(baseURL: string, onCreated: (id: string) => void): TestInstance {
  const target = variable("PHAROS_TARGET");

  const api: TestInstance["api"] = async <Answer>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${baseURL}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : null) as Answer;
  };

  const checkNow = (id: string) => api("POST", `/endpoints/${id}/check`);

  const setBehaviour: TestInstance["setBehaviour"] = async ({ url }, behaviour) => {
    const key = new URL(url).pathname.split("/").at(-1);
    await fetch(`${target}/control/${key}`, { method: "PUT", body: JSON.stringify(behaviour) });
  };

  return {
    api,
    setBehaviour,
    async createEndpoint(name, more = {}) {
      const key = `e2e-${process.pid}-${++count}`;
      const endpoint = await api<Endpoint>("POST", "/endpoints", {
        name,
        url: `${target}/t/${key}`,
        failureThreshold: 1,
        ...more,
      });
      onCreated(endpoint.id);
      await checkNow(endpoint.id);
      return endpoint;
    },
    async changeStatus(endpoint, behaviour) {
      await setBehaviour(endpoint, behaviour);
      await checkNow(endpoint.id);
    },
    async tick() {
      const { status } = await fetch(`${baseURL}/__test/tick`, { method: "POST" });
      if (status !== 204) throw new Error(`expected a tick, saw ${status}`);
    },
  };
}

/** The page is live: what happens from now on arrives by itself. */
export const expectLive = (page: Page) =>
  expect(page.locator("[data-connection]")).toHaveAttribute("data-connection", "connected");

export { expect };
