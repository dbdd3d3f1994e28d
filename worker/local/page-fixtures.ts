import { vi } from "vitest";
import type { PublicPage } from "../protocol/page";
import { ask, send } from "./workerd-fixtures";

export const publish = async (fields: object = {}) => {
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
  return (await (await send("POST", "/pages", page)).json<{ id: string }>()).id;
};
export const WEBSITE = [{ name: "", components: [{ name: "Website", endpointIds: ["web"] }] }];
/** As somebody whom nobody knows. */
export const visit = (path: string, headers: Record<string, string> = {}) => ask(path, { headers });
export const read = async (path = "/status/acme/pharos.json") =>
  (await visit(path)).json<PublicPage>();
/** Its cache does not know of the clock that stands still, and keeps for a second. */
export const platformForgets = () => scheduler.wait(1_100);
/** The clock stands still: what is kept stays kept. */
export const at = (now: number) => vi.useFakeTimers({ now, toFake: ["Date"] });
