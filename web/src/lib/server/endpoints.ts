import type { RequestEvent } from "@sveltejs/kit";
import type { EndpointList, EndpointView } from "$protocol/api";
import { loadFromApi } from "./api";

/** The most that the API gives at once, without bars and with them. */
const [PER_PAGE, PER_PAGE_WITH_BARS] = [200, 1_000];

type LoadEvent = Pick<RequestEvent, "fetch" | "url">;

/** All endpoints, by name. */
export const loadEndpoints = async (event: LoadEvent): Promise<EndpointView[]> =>
  (await loadEndpointsWithBars(event, 0)).endpoints;

/** All endpoints, each with the bars of so many days, and the days. */
export async function loadEndpointsWithBars(
  event: LoadEvent,
  bars: number,
): Promise<{ endpoints: EndpointView[]; barDays: string[] }> {
  const endpoints: EndpointView[] = [];
  let barDays: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: EndpointList = await loadFromApi(
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
export const loadEndpointNames = async (event: LoadEvent): Promise<EndpointName[]> =>
  (await loadEndpoints(event)).map(({ id, name }) => ({ id, name }));

/** Lists show no headers and bodies: they need not travel. */
const withoutSettings = (endpoint: EndpointView): EndpointView => ({
  ...endpoint,
  headers: {},
  body: null,
});
