import type { RequestEvent } from "@sveltejs/kit";
import type { EndpointList, EndpointView } from "$protocol/api";
import { read } from "./api";

const PER_PAGE = 200;

/** All endpoints, by name. */
export async function readEndpoints(
  event: Pick<RequestEvent, "fetch" | "url">,
): Promise<EndpointView[]> {
  const endpoints: EndpointView[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: EndpointList = await read(event, `/endpoints?limit=${PER_PAGE}${from}`);
    endpoints.push(...page.data.map(withoutSettings));
    cursor = page.nextCursor;
  }
  return endpoints;
}

export type EndpointName = { id: string; name: string };

/** What all endpoints are called, to choose from. */
export const readEndpointNames = async (
  event: Pick<RequestEvent, "fetch" | "url">,
): Promise<EndpointName[]> => (await readEndpoints(event)).map(({ id, name }) => ({ id, name }));

/** Lists show no headers and bodies: they need not travel. */
const withoutSettings = (endpoint: EndpointView): EndpointView => ({
  ...endpoint,
  headers: {},
  body: null,
});
