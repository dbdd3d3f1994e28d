import { chromium } from "@playwright/test";
import { findChromium } from "../../scripts/chromium.mjs";
import { CliError } from "../../scripts/cli-error.mjs";

const TIMEOUT_MS = 180_000;

/** The dashboard in a real browser, signed in. */
export async function openBrowser(url, token) {
  const { ok, path, output } = await findChromium();
  if (!ok) throw new CliError(output);
  const browser = await chromium.launch({
    executablePath: path,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  await page.goto(`${url}/login?next=/dashboard`);
  await page.getByLabel("Admin token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  const indicator = (state) => page.locator(`[data-connection="${state}"]`);
  return {
    state: (state) => indicator(state).waitFor(),
    leaves: (state) => indicator(state).evaluate(waitUntilStateChanges, state),
    isInState: (state) => indicator(state).isVisible(),
    shows: (text) => page.getByRole("heading", { name: text }).first().waitFor(),
    /** Has the page ask for a sign of life, as when a network comes back. */
    ping: () => page.evaluate('window.dispatchEvent(new Event("online"))'),
    retry: () => page.getByRole("button", { name: "Retry now" }).click(),
    /** Opens a socket of its own, closes it like this once it is greeted, and says how that went. */
    closeSocket: (how) =>
      page.evaluate(closeSocket, { how, url: `${url.replace("http", "ws")}/api/v1/rooms/all?v=1` }),
    closeTab: () => page.close(),
    close: () => browser.close(),
  };
}

/** Runs in the page, which looks more often than Playwright does. */
function waitUntilStateChanges(element, state) {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (element.dataset.connection === state) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
}

/** Runs in the page. */
function closeSocket({ how, url }) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    let closedAt = 0;
    socket.onmessage = () => {
      socket.onmessage = null;
      closedAt = performance.now();
      socket.close(...how);
    };
    socket.onclose = ({ code, wasClean }) =>
      resolve({ code, wasClean, ms: performance.now() - closedAt });
  });
}
