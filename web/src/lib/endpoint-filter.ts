import type { EndpointView } from "$protocol/api";
import {
  ENDPOINT_DISPLAY_STATUSES,
  endpointDisplayStatus,
  type EndpointDisplayStatus,
} from "./stores/overall-status";

export const SORTS = ["name", "status", "response", "uptime"] as const;
export type Sort = (typeof SORTS)[number];

export type EndpointListFilter = {
  q: string;
  status: EndpointDisplayStatus | null;
  tag: string | null;
  sort: Sort;
};

/** The filter that an address carries; what it does not know falls back. */
export const parseFilter = (params: URLSearchParams): EndpointListFilter => ({
  q: params.get("q") ?? "",
  status: ENDPOINT_DISPLAY_STATUSES.find((status) => status === params.get("status")) ?? null,
  tag: params.get("tag") || null,
  sort: SORTS.find((sort) => sort === params.get("sort")) ?? "name",
});

/** The address of a filter, without what is as it is by itself. */
export function filterQuery({ q, status, tag, sort }: EndpointListFilter): string {
  const params = new URLSearchParams();
  if (q.trim()) params.set("q", q.trim());
  if (status) params.set("status", status);
  if (tag) params.set("tag", tag);
  if (sort !== "name") params.set("sort", sort);
  const query = params.toString();
  return query && `?${query}`;
}

/** Every word must be in the name, the address or a tag. Equals stay in the order of their names. */
export function filterEndpoints(
  endpoints: readonly EndpointView[],
  { q, status, tag, sort }: EndpointListFilter,
): EndpointView[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = endpoints.filter(
    (endpoint) =>
      (status === null || endpointDisplayStatus(endpoint) === status) &&
      (tag === null || endpoint.tags.includes(tag)) &&
      words.every((word) => subject(endpoint).includes(word)),
  );
  return sort === "name" ? matching : matching.sort((a, b) => RANKS[sort](a) - RANKS[sort](b));
}

const subject = ({ name, kind, url, tags }: EndpointView): string =>
  [name, kind, url ?? "", ...tags].join("\n").toLowerCase();

/** Lower comes first; what is not known comes last. */
const RANKS = {
  status: (endpoint) => ENDPOINT_DISPLAY_STATUSES.indexOf(endpointDisplayStatus(endpoint)),
  response: ({ lastResponseTime }) => -(lastResponseTime ?? -1),
  uptime: ({ bars, uptime24h }) => (bars ? bars.uptime : uptime24h) ?? 2,
} satisfies Record<Exclude<Sort, "name">, (endpoint: EndpointView) => number>;

export const allTags = (endpoints: readonly EndpointView[]): string[] =>
  [...new Set(endpoints.flatMap(({ tags }) => tags))].sort();
