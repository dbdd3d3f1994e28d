import { mkdirSync } from "node:fs";
import { findChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install-deps.mjs";
import { CliError } from "./cli-error.mjs";
import { runMain } from "./run-main.mjs";
import { inRepository } from "./repository.mjs";

/** What is shown of a status where somebody posts a link to a page: drawn once, and committed. */
const TEXTS = {
  en: {
    UP: "All systems operational",
    DEGRADED: "Degraded performance",
    PARTIAL: "Partial outage",
    DOWN: "Major outage",
    MAINTENANCE: "Maintenance",
    UNKNOWN: "Status unknown",
  },
  ko: {
    UP: "모든 시스템 정상",
    DEGRADED: "성능 저하",
    PARTIAL: "일부 장애",
    DOWN: "전체 장애",
    MAINTENANCE: "유지보수",
    UNKNOWN: "상태 알 수 없음",
  },
};

/** A shape as well as a colour for each, as on the page. */
const ICONS = {
  UP: ["#15803d", '<circle cx="8" cy="8" r="6.4" fill="currentColor"/>'],
  DEGRADED: [
    "#a16207",
    '<path d="M8 1.8 15 14H1Z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/>',
  ],
  PARTIAL: [
    "#b91c1c",
    '<rect x="2" y="2" width="12" height="12" rx="3" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M3 3h5v10H5a2 2 0 0 1-2-2Z" fill="currentColor"/>',
  ],
  DOWN: [
    "#b91c1c",
    '<rect x="1" y="1" width="14" height="14" rx="3.5" fill="currentColor"/><path d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/>',
  ],
  MAINTENANCE: ["#1d4ed8", '<path d="M8 1 15 8 8 15 1 8Z" fill="currentColor"/>'],
  UNKNOWN: [
    "#475569",
    '<circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  ],
};

const LABEL = { en: "Status", ko: "상태" };

const renderImage = (language, status) => {
  const [colour, mark] = ICONS[status];
  return `<!doctype html><html lang="${language}"><style>
    body { margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 0 96px;
      display: grid; align-content: center; gap: 40px; background: #f8fafc; color: ${colour};
      border-top: 20px solid; font-family: "DejaVu Sans", "Noto Sans CJK KR", sans-serif; }
    p { margin: 0; color: #475569; font-size: 40px; }
    h1 { margin: 0; display: flex; align-items: center; gap: 40px; font-size: 68px; color: #0f172a; }
    svg { color: ${colour}; flex: none; }
  </style><p>${LABEL[language]}</p>
  <h1><svg width="120" height="120" viewBox="0 0 16 16">${mark}</svg>${TEXTS[language][status]}</h1></html>`;
};

await runMain(async () => {
  await ensureInstalled();
  const { path, output } = await findChromium();
  if (!path) throw new CliError(output);
  const { chromium } = await import("@playwright/test");
  const browser = await chromium.launch({ executablePath: path });
  const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
  const folder = inRepository("web", "static", "og");
  mkdirSync(folder, { recursive: true });
  for (const [language, texts] of Object.entries(TEXTS)) {
    for (const status of Object.keys(texts)) {
      await page.setContent(renderImage(language, status));
      await page.screenshot({ path: `${folder}/${language}-${status}.png` });
    }
  }
  await browser.close();
});
