import { m } from "$lib/paraglide/messages";

const BROWSERS = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
  ["curl/", "curl"],
] as const;
const SYSTEMS = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS", "macOS"],
  ["Linux", "Linux"],
] as const;

/** What a browser says of itself, in two words. */
export function userAgentText(agent: string | null): string {
  const found = (names: readonly (readonly [string, string])[]) =>
    names.find(([mark]) => agent?.includes(mark))?.[1];
  const labels = [found(BROWSERS), found(SYSTEMS)].filter((label) => label !== undefined);
  return labels.length > 0 ? labels.join(" · ") : m.agent_unknown();
}
