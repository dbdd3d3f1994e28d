import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "@playwright/test";

const openServers: (() => void)[] = [];
test.afterEach(() => openServers.splice(0).forEach((close) => close()));

/** A page of a site of somebody else, until the test ends: a server, and so an origin, of its own. */
export async function startExternalSite(
  body: string,
  headers: Record<string, string> = {},
  host = "127.0.0.1",
): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html", ...headers });
    response.end(`<!doctype html><html lang="en"><body>${body}</body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  openServers.push(() => server.close());
  return `http://${host}:${(server.address() as AddressInfo).port}/`;
}
