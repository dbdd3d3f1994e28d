import { describe, expect, it } from "vitest";
import { ENDPOINT_DEFAULTS, type Endpoint } from "../../domain/checks/endpoint";
import { checkConnectivity } from "./connectivity";
import { target } from "../../test/fixtures/probe";
import { startDeadline } from "../../test/fixtures/pace";

const endpoint = (number: number, url: string, kind: Endpoint["kind"] = "http"): Endpoint => ({
  ...ENDPOINT_DEFAULTS,
  number,
  id: `e${number}`,
  name: `e${number}`,
  kind,
  url,
  createdAt: 0,
  updatedAt: 0,
});
const FAILED = [
  endpoint(1, "https://example.com/"),
  endpoint(2, "http://10.0.0.1/"),
  endpoint(3, "tcp://example.com:5432", "tcp"),
  endpoint(4, "", "heartbeat"),
];
const HERE = { allowPrivate: true };
const NOBODY = "http://127.0.0.1:1/";

describe("our own network", () => {
  it("[PR18] is lost where no anchor answers, and then public addresses are not known", async () => {
    const anchors = `${NOBODY}, ${target}/reset,${target}/hang`;
    const deadline = startDeadline(4_000);
    expect(await checkConnectivity(FAILED, HERE, anchors)).toEqual(new Set([1, 3]));
    expect(deadline.isOver()).toBe(false);
    deadline.stop();
  }, 10_000);

  it("[PR18] is there where one anchor answers anything at all", async () => {
    const anchors = `${NOBODY},${target}/status/500`;
    expect(await checkConnectivity(FAILED, HERE, anchors)).toEqual(new Set());
  });

  it("[PR18] is never lost where no anchors are wanted", async () => {
    expect(await checkConnectivity(FAILED, HERE, "")).toEqual(new Set());
  });

  it("[PR18] is not asked about where only private addresses fail", async () => {
    expect(await checkConnectivity([FAILED[1]!, FAILED[3]!], HERE, NOBODY)).toEqual(new Set());
  });
});
