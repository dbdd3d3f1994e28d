import { ENDPOINT_KINDS } from "$domain/checks/kinds";
import { describe, expect, it } from "vitest";
import { endpointFixture } from "$lib/endpoint-fixture";
import { normalizeAddress, addressParts, composeAddress } from "./address";
import { SPARE_ASSERTION_ROWS, EMPTY_ROW, ROW_PARTS } from "./assertion-rows";
import { TEXT_FIELDS, LIST_FIELDS, type FormValues } from "./fields";
import { formValues, newFormValues, parseEndpointForm, parseFormValues, withKind } from "./form";

/** As a browser posts it: with spare rows where there are no scripts. */
function toFormData(values: FormValues, spareRows = SPARE_ASSERTION_ROWS): FormData {
  const form = new FormData();
  form.set("kind", values.kind);
  for (const field of TEXT_FIELDS) form.set(field, values[field]);
  for (const field of LIST_FIELDS) for (const value of values[field]) form.append(field, value);
  const rows = [...values.assertions, ...Array.from({ length: spareRows }, () => EMPTY_ROW)];
  for (const [index, row] of rows.entries()) {
    for (const field of ROW_PARTS) form.set(`assertions.${index}.${field}`, row[field]);
  }
  return form;
}

const ADDRESSES = {
  http: "https://example.com/health",
  tcp: "tcp://mail.example.com:25",
  dns: "dns://example.com?type=MX&resolver=https%3A%2F%2Fdns.example%2Fdns-query",
  websocket: "wss://example.com/live",
  heartbeat: null,
  certificate: "https://example.com:8443",
  domain: "domain://example.com",
};

describe("endpoint form", () => {
  it("[UI5] [UI17] what a form shows of an endpoint reads back as the same settings", () => {
    for (const kind of ENDPOINT_KINDS) {
      const endpoint = endpointFixture({
        name: "Checkout",
        kind,
        url: ADDRESSES[kind],
        headers: { Authorization: "********", Accept: "a: b" },
        auth: { type: "basic", username: "u", password: "********" },
        body: '{"a": 1}\n',
        method: "POST",
        bodyType: "json",
        expectedStatus: ["200-299", "304"],
        degradedAfterMs: 800,
        sloTarget: 0.9995,
        sloWindowDays: 7,
        retryDelaySeconds: null,
        regions: ["weur", "apac"],
        regionQuorum: 2,
        dependsOn: ["router"],
        tags: ["core", "kr"],
        assertions: [
          {
            source: "daysLeft",
            property: null,
            comparison: "atLeast",
            expected: 14,
            severity: "degraded",
          },
          {
            source: "issuer",
            property: null,
            comparison: "contains",
            expected: "Let's Encrypt",
            severity: "failing",
          },
        ].filter(() => kind === "certificate") as never,
      });
      const { body, problems } = parseEndpointForm(toFormData(formValues(endpoint)));
      expect(problems).toEqual({});
      for (const [field, value] of Object.entries(body)) {
        expect(value, `${kind}: ${field}`).toEqual(endpoint[field as keyof typeof endpoint]);
      }
    }
  });

  it("[UI27] a promise is typed as a percentage, and is stored as it was typed", () => {
    const sent = (sloTarget: string) =>
      parseEndpointForm(toFormData({ ...newFormValues("http"), sloTarget }));
    expect(sent("99,9 %").body["sloTarget"]).toBe(0.999);
    expect(sent("99.999").body["sloTarget"]).toBe(0.99999);
    expect(sent(" ").body["sloTarget"]).toBeNull();
    expect(sent("three nines").problems).toEqual({ sloTarget: { kind: "percent" } });
    expect(formValues(endpointFixture({ sloTarget: 0.9995 })).sloTarget).toBe("99.95");
  });

  it("[UI17] sends the fields of its kind alone", () => {
    const sent = (kind: FormValues["kind"]) =>
      Object.keys(parseEndpointForm(toFormData(newFormValues(kind))).body);
    expect(sent("heartbeat")).not.toEqual(expect.arrayContaining(["url"]));
    expect(sent("heartbeat")).toContain("graceSeconds");
    expect(sent("http")).toEqual(expect.arrayContaining(["method", "auth", "expectedStatus"]));
    for (const kind of ["tcp", "dns", "certificate"] as const) {
      expect(sent(kind)).not.toContain("method");
    }
  });

  it("[UI17] another kind keeps what was typed, and takes what suits it where nothing was", () => {
    const values = { ...newFormValues("http"), name: "Kept", failureThreshold: "4" };
    expect(withKind(values, "domain")).toMatchObject({
      kind: "domain",
      name: "Kept",
      failureThreshold: "4",
      intervalSeconds: "86400",
      daysLeft: "30",
    });
  });

  it("[UI17] what another kind has no field for comes back with the kind that has", () => {
    const values = {
      ...newFormValues("http"),
      url: "https://example.com/live",
      host: "example.com",
      assertions: [EMPTY_ROW, { ...EMPTY_ROW, source: "json" }, { ...EMPTY_ROW, source: "status" }],
    };
    const socket = withKind(values, "websocket");
    expect(socket.url).toBe("wss://example.com/live");
    expect(socket.assertions.map(({ source }) => source)).toEqual(["json"]);
    const form = new FormData();
    form.set("kind", "heartbeat");
    form.set("name", "Kept");
    const back = withKind(parseFormValues(form, { ...socket, regions: ["weur"] }), "http");
    expect(back).toMatchObject({
      name: "Kept",
      url: "https://example.com/live",
      host: "example.com",
      regions: ["weur"],
    });
  });

  it("[UI5] says what only the form can see, and keeps what was typed", () => {
    const { values, problems } = parseEndpointForm(
      toFormData({
        ...newFormValues("http"),
        intervalSeconds: "a minute",
        headers: "Accept: x\n\nno colon",
        timeoutMs: "1e3",
      }),
    );
    expect(problems).toEqual({
      intervalSeconds: { kind: "whole" },
      timeoutMs: { kind: "whole" },
      headers: { kind: "header", line: 3 },
    });
    expect(values.headers).toBe("Accept: x\n\nno colon");
  });

  it("[UI17] an address is typed in parts and made of them", () => {
    for (const kind of ENDPOINT_KINDS) {
      const address = ADDRESSES[kind] ?? "";
      expect(composeAddress({ kind, ...addressParts(kind, address) })).toBe(address);
    }
    const parts = addressParts("tcp", "tcp://[::1]:53");
    expect(parts).toMatchObject({ host: "[::1]", port: "53" });
    expect(composeAddress({ kind: "tcp", ...parts, host: "::1" })).toBe("tcp://[::1]:53");
  });

  it("[UI6] an address without a scheme gets the likely one, and its host is the name", () => {
    expect(normalizeAddress(" example.com/health ")).toEqual({
      url: "https://example.com/health",
      name: "example.com",
    });
    expect(normalizeAddress("localhost:3000")).toEqual({
      url: "http://localhost:3000",
      name: "localhost:3000",
    });
    const https = ["example.com", "example.com:443/a:80", "localhost:443", "a.example/?at=b:81"];
    for (const address of https) expect(normalizeAddress(address).url).toBe(`https://${address}`);
    const http = ["localhost", "api.localhost/x", "127.0.0.1", "10.0.0.2/x", "[::1]", "[::1]:8080"];
    for (const address of [...http, "nas", "printer/status", "shop.example:8080", "nas:80"]) {
      expect(normalizeAddress(address).url).toBe(`http://${address}`);
    }
    for (const address of ["http://localhost:443/", "https://nas", "ftp://example.com"]) {
      expect(normalizeAddress(address).url).toBe(address);
    }
    expect(normalizeAddress("not an address")).toMatchObject({ name: "not an address" });
    expect(normalizeAddress("")).toEqual({ url: "", name: "" });
  });
});
