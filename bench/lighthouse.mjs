import { chromium } from "@playwright/test";
import { findChromium } from "../scripts/chromium.mjs";
import { startDemoInstance } from "../scripts/demo-instance.mjs";
import { anyPort } from "../scripts/port.mjs";
import { CliError } from "../scripts/cli-error.mjs";
import { medianOf, markdownTable } from "./stats.mjs";
import { scaled } from "./scale.mjs";
import { installTool } from "./install-tool.mjs";

const RUNS = scaled(3, 1);
const MIN_SCORE = 100;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
/** Uptime Kuma's status page, measured on such a machine. */
const KUMA = [52, 95, 100, 50];

/** What does Lighthouse say of the demo's status page, as a phone with a slow line sees it? */
export async function measureLighthouse(folder) {
  const { default: lighthouse } = await installTool("lighthouse", "13.5.0", "core/index.js");
  const { ok, path, output } = await findChromium();
  if (!ok) throw new CliError(output);
  const { instance, target, api } = await startDemoInstance({
    stateDir: folder,
    port: await anyPort(),
  });
  const { data } = await api("GET", "/pages");
  const shown = data.find(({ isDefault }) => isDefault);
  await api("PATCH", `/pages/${shown.id}`, { allowIndexing: true });
  const port = await anyPort();
  const browser = await chromium.launch({
    executablePath: path,
    args: ["--no-sandbox", "--disable-gpu", `--remote-debugging-port=${port}`],
  });
  const rows = [];
  for (const [name, url] of [
    ["the status page", `${instance.url}/`],
    ["its history", `${instance.url}/status/${shown.slug}/history`],
  ]) {
    const results = [];
    for (let run = 0; run < RUNS; run++) results.push(await audit(lighthouse, url, port));
    rows.push(rowOf(name, results));
  }
  await browser.close();
  await instance.stop();
  await target.close();
  return report(rows);
}

/** With the settings that Lighthouse comes with: a phone, four times slower, on slow 4G. */
async function audit(lighthouse, url, port) {
  const { lhr } = await lighthouse(url, { port, output: "json", logLevel: "error" });
  if (lhr.runtimeError) throw new CliError(lhr.runtimeError.message);
  return lhr;
}

function rowOf(name, results) {
  const scores = CATEGORIES.map((id) =>
    medianOf(results.map(({ categories }) => Math.round(categories[id].score * 100))),
  );
  const bytes = medianOf(results.map(({ audits }) => audits["total-byte-weight"].numericValue));
  const paint = medianOf(
    results.map(({ audits }) => audits["first-contentful-paint"].numericValue),
  );
  return { name, scores, bytes, paint, faults: failedAudits(results) };
}

/** What keeps a category from all its points. */
const failedAudits = (results) => [
  ...new Set(
    results.flatMap(({ categories, audits }) =>
      CATEGORIES.flatMap((id) => categories[id].auditRefs)
        .filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 0.9)
        .map(({ id }) => id),
    ),
  ),
];

function report(rows) {
  return {
    title: "Lighthouse 13.5, mobile: the public page of the demo",
    text: [
      markdownTable([
        ["", ...CATEGORIES, "first paint, s", "KB in all"],
        ...rows.map(({ name, scores, paint, bytes }) => [
          name,
          ...scores.map(String),
          (paint / 1_000).toFixed(1),
          (bytes / 1_024).toFixed(1),
        ]),
        ["Uptime Kuma's status page, on such a machine", ...KUMA.map(String), "", "771"],
      ]),
      `Medians of ${RUNS} runs with Lighthouse's own settings.${rows
        .filter(({ faults }) => faults.length > 0)
        .map(({ name, faults }) => ` Of ${name} it finds fault with: ${faults.join(", ")}.`)
        .join("")}`,
    ].join("\n\n"),
    goals: rows.flatMap(({ name, scores }) => [
      {
        goal: `${name}: ${MIN_SCORE} in each`,
        seen: scores.join(", "),
        isMet: scores.every((score) => score === MIN_SCORE),
      },
      {
        goal: `${name}: ${MIN_SCORE} in each that no machine is too slow for`,
        seen: scores.slice(1).join(", "),
        isMet: scores[0] > 0 && scores.slice(1).every((score) => score === MIN_SCORE),
        isInvariant: true,
      },
    ]),
  };
}
