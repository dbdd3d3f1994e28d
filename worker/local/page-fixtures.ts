import { vi } from "vitest";
import type { PublicPage } from "../protocol/page";
import { fetchWorker, sendJson } from "./workerd-fixtures";

export const publishPage = async (fields: object = {}) => {
  const page = {
    slug: "acme",
    title: "Acme",
    groups: [
      {
        name: "Core",
        components: [
          { name: "Website", endpointIds: ["web"] },
          { name: "Everything", endpointIds: ["web", "api"] },
          { name: "Phone", status: "UP" },
        ],
      },
    ],
    ...fields,
  };
  return (await (await sendJson("POST", "/pages", page)).json<{ id: string }>()).id;
};
export const WEBSITE = [{ name: "", components: [{ name: "Website", endpointIds: ["web"] }] }];
/** As somebody whom nobody knows. */
export const visit = (path: string, headers: Record<string, string> = {}) => fetchWorker(path, { headers });
export const readPageJson = async (path = "/status/acme/pharos.json") =>
  (await visit(path)).json<PublicPage>();
/** Its cache does not know of the clock that stands still, and keeps for a second. */
export const waitForCacheExpiry = () => scheduler.wait(1_100);
/** The clock stands still: what is kept stays kept. */
export const freezeTime = (now: number) => vi.useFakeTimers({ now, toFake: ["Date"] });
