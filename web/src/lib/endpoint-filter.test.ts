import { describe, expect, it } from "vitest";
import { endpointFixture } from "./endpoint-fixture";
import {
  filterEndpoints,
  parseFilter,
  filterQuery,
  allTags,
  type EndpointListFilter,
} from "./endpoint-filter";

const all = [
  endpointFixture({ name: "Billing", tags: ["payments"], lastResponseTime: 80, uptime24h: 0.99 }),
  endpointFixture({
    name: "Checkout",
    status: "DOWN",
    tags: ["core", "payments"],
    lastResponseTime: 3,
  }),
  endpointFixture({ name: "Mail", paused: true, lastResponseTime: null, uptime24h: null }),
  endpointFixture({ name: "Search", url: "https://find.example.com/", lastResponseTime: 700 }),
];
const none: EndpointListFilter = { q: "", status: null, tag: null, sort: "name" };
const names = (filter: Partial<EndpointListFilter>) =>
  filterEndpoints(all, { ...none, ...filter }).map(({ name }) => name);

describe("endpoint filter", () => {
  it("[UI4] every word must be in the name, the address or a tag", () => {
    expect(names({ q: "PAY check" })).toEqual(["Checkout"]);
    expect(names({ q: " find " })).toEqual(["Search"]);
    expect(names({ q: "nothing" })).toEqual([]);
  });

  it("[UI4] status and tag narrow it further; paused is a status of its own", () => {
    expect(names({ status: "PAUSED" })).toEqual(["Mail"]);
    expect(names({ tag: "payments", status: "UP" })).toEqual(["Billing"]);
  });

  it("[UI4] sorts by need, and puts what is not known last", () => {
    expect(names({ sort: "status" })).toEqual(["Checkout", "Billing", "Search", "Mail"]);
    expect(names({ sort: "response" })).toEqual(["Search", "Billing", "Checkout", "Mail"]);
    expect(names({ sort: "uptime" })).toEqual(["Billing", "Checkout", "Search", "Mail"]);
  });

  it("[UI4] an address carries the filter, and what it does not know falls back", () => {
    const filter: EndpointListFilter = { q: "a b", status: "DOWN", tag: "core", sort: "response" };
    expect(parseFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
    expect(filterQuery(none)).toBe("");
    expect(parseFilter(new URLSearchParams("status=BROKEN&sort=colour"))).toEqual(none);
  });

  it("[UI4] offers every tag once", () => {
    expect(allTags(all)).toEqual(["core", "payments"]);
  });
});
