import { request } from "node:http";
import { expect, test } from "./fixtures";

const DATABASE = "00000000-0000-0000-0000-000000000000";
const EXPLORERS = ["local/explorer", "explorer"].flatMap((explorer) =>
  [
    "",
    "/",
    "/api",
    "/api/d1/database",
    `/api/d1/database/${DATABASE}/raw`,
    `/api/d1/database/${DATABASE}/query`,
    "/api/storage/kv/namespaces",
    "/api/workers/durable_objects/namespaces",
    "/api/workers/durable_objects/namespaces/pharos-Room/query",
    "/api/local/observability/query",
  ].map((path) => explorer + path),
);
/** Every way in that wrangler, Miniflare and the platform have had there, and the ways to spell one. */
const PATHS = [
  ...EXPLORERS,
  "local/scheduled",
  "local/scheduled?cron=*+*+*+*+*",
  "mf/scheduled",
  "mf/reload",
  "handler/scheduled",
  "handler/email?from=a@example.org&to=b@example.org",
  "handler/queue",
  "local/email?from=a@example.org&to=b@example.org",
  "local/observability",
  "local/platform-proxy",
  "local/r2/public/x",
  "local/r2/s3/x",
  "mf/stream",
  "mf/imagedelivery",
  "ProxyWorker/play",
  "ProxyWorker/pause",
  "InspectorProxyWorker/websocket",
  "pages-plugins/x",
  "access/login",
  "access/get-identity",
  "trace",
  "image/width=1/x",
  "",
  "local",
  "local/",
  "LOCAL/EXPLORER",
  "local//explorer",
  "local/%65xplorer",
  "x/../local/explorer",
];
const SENT_ALONG: Record<string, string>[] = [
  {},
  { origin: "http://localhost:3000" },
  { "mf-op": "GET" },
];
const METHODS = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
/** What Miniflare itself speaks through, to whoever has the secret of that process. */
const CLOSED = [400, 401, 403, 404, 405];

for (const path of PATHS) {
  test(`[DR8] /cdn-cgi/${path} answers nobody`, async ({ baseURL }) => {
    for (const method of METHODS) {
      for (const headers of SENT_ALONG) {
        const answer = await ask(`${baseURL}`, `/cdn-cgi/${path}`, { method, headers });
        expect([path, method, CLOSED.includes(answer.status)]).toEqual([path, method, true]);
        expect(answer.allowedOrigin).toBeUndefined();
        expect(answer.text).not.toMatch(/sqlite|"success":\s*true|Ran scheduled/i);
      }
    }
  });
}

for (const path of ["/_mf/stream/x", "/cdn-cgi", "/.well-known/cdn-cgi/x", "/__scheduled"]) {
  test(`[DR8] ${path} answers nobody`, async ({ baseURL }) => {
    expect((await ask(`${baseURL}`, path, { method: "GET", headers: {} })).status).toBe(404);
  });
}

const INHERITED = Object.getOwnPropertyNames(Object.prototype);
for (const page of ["/login", "/setup", "/preferences", "/endpoints/new"]) {
  test(`[DR10] ${page} has no action that every object has`, async ({ baseURL }) => {
    for (const name of [...INHERITED, "nothing"]) {
      const response = await fetch(`${baseURL}${page}?/${name}`, {
        method: "POST",
        redirect: "manual",
        headers: { origin: `${baseURL}`, "content-type": "application/x-www-form-urlencoded" },
        body: "x=y",
      });
      expect([name, response.status]).toEqual([name, 404]);
    }
  });
}

/** With the path as it is written: `fetch` would make it plain first. */
function ask(
  base: string,
  path: string,
  { method, headers }: { method: string; headers: Record<string, string> },
): Promise<{ status: number; allowedOrigin: string | undefined; text: string }> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          allowedOrigin: response.headers["access-control-allow-origin"],
          text,
        }),
      );
    });
    sent
      .on("error", reject)
      .end(method === "GET" ? undefined : JSON.stringify({ sql: "select 1" }));
  });
}
