import type { RequestEvent } from "@sveltejs/kit";
import type { EndpointList, EndpointView } from "$protocol/api";
import { read } from "./api";

/** The most that the API gives at once, without bars and with them. */
const [PER_PAGE, PER_PAGE_WITH_BARS] = [200, 1_000];

type Asking = Pick<RequestEvent, "fetch" | "url">;

/** All endpoints, by name. */
export const readEndpoints = async (event: Asking): Promise<EndpointView[]> =>
  (await readEndpointsWithBars(event, 0)).endpoints;

/** All endpoints, each with the bars of so many days, and the days. */
export async function readEndpointsWithBars(
  event: Asking,
  bars: number,
): Promise<{ endpoints: EndpointView[]; barDays: string[] }> {
  const endpoints: EndpointView[] = [];
  let barDays: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: EndpointList = await read(
      event,
      `/endpoints?limit=${bars > 0 ? PER_PAGE_WITH_BARS : PER_PAGE}&bars=${bars}${from}`,
    );
    endpoints.push(...page.data.map(withoutSettings));
    barDays = page.barDays ?? [];
    cursor = page.nextCursor;
  }
  return { endpoints, barDays };
}

export type EndpointName = { id: string; name: string };

/** What all endpoints are called, to choose from. */
export const readEndpointNames = async (event: Asking): Promise<EndpointName[]> =>
  (await readEndpoints(event)).map(({ id, name }) => ({ id, name }));

/** Lists show no headers and bodies: they need not travel. */
const withoutSettings = (endpoint: EndpointView): EndpointView => ({
  ...endpoint,
  headers: {},
  body: null,
});
