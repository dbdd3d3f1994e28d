import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { TestInstance } from "./fixtures";

/** Those that need nothing but to be asked for. */
export const PLAIN = [
  "/incidents",
  "/incidents/new",
  "/maintenance",
  "/maintenance/new",
  "/channels",
  "/channels/new",
  "/rules",
  "/rules/new",
  "/pages",
  "/pages/new",
  "/settings/people",
  "/settings/tokens",
  "/settings/audit",
];

/** A heartbeat, an endpoint with regions, and a maintenance that is running. */
export async function makeOthers(world: TestInstance) {
  type Created = { id: string };
  const heartbeat = await world.api<Created>("POST", "/endpoints", {
    name: "A heartbeat",
    kind: "heartbeat",
    intervalSeconds: 600,
  });
  const regional = await world.createEndpoint("From regions", { regions: ["weur", "apac"] });
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const maintenance = await world.api<Created>("POST", "/maintenances", {
    title: "A maintenance with a title that is long enough to be cut",
    endpointIds: [regional.id],
    startsAt: at(-60_000),
    endsAt: at(3_600_000),
    timeZone: "UTC",
  });
  return {
    paths: [
      `/endpoints/${heartbeat.id}`,
      `/endpoints/${regional.id}`,
      `/maintenance/${maintenance.id}`,
    ],
    async remove() {
      await world.api("DELETE", `/endpoints/${heartbeat.id}`);
      await world.api("DELETE", `/maintenances/${maintenance.id}`);
    },
  };
}

/** An endpoint in each state that its row can show; hands back the one that is down. */
export async function createEveryState(world: TestInstance) {
  const down = await world.createEndpoint("Accessible, down", { tags: ["a11y"] });
  await world.changeStatus(down, { status: 500 });
  const slow = await world.createEndpoint("Accessible, slow", { degradedAfterMs: 1 });
  await world.changeStatus(slow, { delayMs: 40 });
  await world.createEndpoint("Accessible, paused", { paused: false });
  return down;
}

/** What fades in is not measured half-way. */
export const withoutMotion = (page: Page) => page.emulateMedia({ reducedMotion: "reduce" });

/** Rules that colours can break; all others find the same in both schemes. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** What axe finds on a page as it is shown now: by all rules in light, and in dark by those of colours. */
export async function violationsOf(page: Page, where: string) {
  const light = await violationsIn("light", { page, where });
  return [...light, ...(await violationsIn("dark", { page, where, rules: OF_COLOURS }))];
}

type ScanOptions = { page: Page; where: string; rules?: string[] };

async function violationsIn(colorScheme: "light" | "dark", { page, where, rules }: ScanOptions) {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(endTransitions);
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ where, colorScheme, id, html, failureSummary })),
  );
}

/**
 * Runs in the page: colours fade from one scheme to the other. What inherits a colour begins to fade
 * only when its parent has come further, so the end of one transition begins the next: each is brought
 * to its end until none is left, which takes no frames.
 */
const endTransitions = () => {
  const running = () =>
    document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  for (let transitions = running(); transitions.length > 0; transitions = running())
    for (const transition of transitions) transition.finish();
};
