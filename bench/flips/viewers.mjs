/* global MutationObserver, document, requestAnimationFrame, window */
import { createServer } from "node:http";
import { chromium } from "@playwright/test";
import { findChromium } from "../../scripts/chromium.mjs";
import { HOST } from "../../scripts/port.mjs";
import { CliError } from "../../scripts/cli-error.mjs";

const PAGE = { row: "[data-component]", name: "[data-name]", word: "[data-word]" };
const WIDGET = {
  host: "pharos-status",
  row: "li",
  name: "span:first-child",
  word: "span:last-child",
};

/**
 * People who look at a status page in a real browser: one at the page, one at the widget on a site of
 * another origin, one at the page where no socket gets through. Each has a window of its own and
 * answers with what it saw: `{ name, isUp, at }`, `at` when the next frame was on the screen.
 */
export async function openViewers(url, slug) {
  const { ok, path, output } = await findChromium();
  if (!ok) throw new CliError(output);
  const args = ["--no-sandbox", "--disable-gpu"];
  const browser = await chromium.launch({ executablePath: path, args });
  const site = await startEmbeddingSite(
    `<script src="${url}/widget.js" async></script><pharos-status page="${slug}" variant="list"></pharos-status>`,
  );
  const page = `${url}/status/${slug}`;
  const live = '[data-connection="connected"]';
  const viewers = {
    page: await openView(browser, page, { rows: PAGE, isThere: live }),
    widget: await openView(browser, site.url, { rows: WIDGET, isThere: "pharos-status li" }),
    polling: await openView(browser, page, { rows: PAGE, isThere: PAGE.row, isCutOff: true }),
  };
  return {
    ...viewers,
    async close() {
      await browser.close();
      site.close();
    },
  };
}

async function openView(browser, url, { rows, isThere: readySelector, isCutOff = false }) {
  const context = await browser.newContext();
  if (isCutOff) await context.routeWebSocket(/.*/, (socket) => socket.close());
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(readySelector).first().waitFor();
  await page.evaluate(observeRows, rows);
  return { seen: () => page.evaluate("window.seen") };
}

/** Runs in the page: notes what each row says from now on. */
function observeRows({ host, row, name, word }) {
  window.seen = [];
  const root = host ? document.querySelector(host).shadowRoot : document.querySelector("main");
  const read = () =>
    [...root.querySelectorAll(row)].map((one) => [
      one.querySelector(name).textContent,
      one.querySelector(word).textContent.startsWith("Operational"),
    ]);
  let before = new Map(read());
  const check = () => {
    const now = new Map(read());
    for (const [name, isUp] of now) {
      if (before.get(name) === isUp) continue;
      // The frame after the next one begins when the next one is on the screen.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => window.seen.push({ name, isUp, at: Date.now() })),
      );
    }
    before = now;
  };
  new MutationObserver(check).observe(root, {
    subtree: true,
    childList: true,
    characterData: true,
  });
}

/** Somebody else's site: a server, and so an origin, of its own. */
async function startEmbeddingSite(body) {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><html lang="en"><body>${body}</body></html>`);
  });
  await new Promise((resolve) => server.listen(0, HOST, resolve));
  return { url: `http://${HOST}:${server.address().port}/`, close: () => server.close() };
}
