import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";

/**
 * Takes a picture of every page of a running Pharos, in both themes and languages, at three widths:
 *   PHAROS_URL=… PHAROS_TOKEN=… node web/e2e/screenshots.mjs <folder> [prefix] [part of a name]
 */
const { PHAROS_URL, PHAROS_TOKEN, CHROMIUM } = process.env;
const [folder, prefix = "", only = ""] = process.argv.slice(2);
if (!folder || !PHAROS_URL || !PHAROS_TOKEN) {
  throw new Error("expected PHAROS_URL and PHAROS_TOKEN in the environment, and a folder");
}
mkdirSync(folder, { recursive: true });

const WIDTHS = { phone: 360, tablet: 768, laptop: 1440 };
const HEIGHTS = { phone: 760, tablet: 1024, laptop: 900 };
const KINDS = ["tcp", "dns", "websocket", "heartbeat", "certificate", "domain"];
const SETTLE_MS = 900;

const session = await fetch(`${PHAROS_URL}/api/v1/session`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ token: PHAROS_TOKEN }),
});
const [name, value] = (session.headers.get("set-cookie") ?? "").split(";")[0].split("=");
const list = await fetch(`${PHAROS_URL}/api/v1/endpoints?limit=200`, {
  headers: { authorization: `Bearer ${PHAROS_TOKEN}` },
});
const { data: endpoints } = await list.json();
const worst = endpoints.find(({ status }) => status === "DOWN") ?? endpoints[0];

const pages = {
  login: "/login",
  dashboard: "/dashboard",
  endpoints: "/endpoints",
  incidents: "/incidents",
  maintenance: "/maintenance",
  "maintenance-new": "/maintenance/new",
  new: "/endpoints/new",
  ...Object.fromEntries(KINDS.map((kind) => [`new-${kind}`, `/endpoints/new?kind=${kind}`])),
  ...Object.fromEntries(
    KINDS.flatMap((kind) => {
      const one = endpoints.find((endpoint) => endpoint.kind === kind);
      return one ? [[`endpoint-${kind}`, `/endpoints/${one.id}`]] : [];
    }),
  ),
  ...(worst && { endpoint: `/endpoints/${worst.id}`, edit: `/endpoints/${worst.id}/edit` }),
};

const browser = await chromium.launch({
  ...(CHROMIUM && { executablePath: CHROMIUM }),
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const language of ["en", "ko"]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, width] of Object.entries(WIDTHS)) {
      const context = await browser.newContext({
        baseURL: PHAROS_URL,
        viewport: { width, height: HEIGHTS[size] },
        colorScheme,
        reducedMotion: "reduce",
      });
      for (const [page, path] of Object.entries(pages)) {
        const file = [prefix, page, size, colorScheme, language].filter(Boolean).join("-");
        if (!file.includes(only)) continue;
        await context.clearCookies();
        await context.addCookies([
          { name: "pharos_language", value: language, url: PHAROS_URL },
          ...(page === "login" ? [] : [{ name, value, url: PHAROS_URL }]),
        ]);
        const tab = await context.newPage();
        await tab.goto(path);
        await tab.waitForTimeout(SETTLE_MS);
        await tab.screenshot({ path: join(folder, `${file}.png`) });
        await tab.close();
        console.log(file);
      }
      await context.close();
    }
  }
}
await browser.close();
