import { describe, expect, it } from "vitest";
import { countDependents } from "./dependents";
import { endpointFixture } from "../endpoint-fixture";

const router = endpointFixture({ name: "router", status: "DOWN" });
const dependent = (name: string, dependsOn: string[]) =>
  endpointFixture({
    name,
    dependsOn,
    status: "UNKNOWN",
    errorMessage: "unreachable through router",
  });

describe("behind", () => {
  it("[UI24] counts what is reached through one that is down, at any distance", () => {
    const endpoints = [router, dependent("switch", ["router"]), dependent("printer", ["switch"])];
    expect(countDependents(endpoints)).toEqual(new Map([["router", 2]]));
  });

  it("[UI24] counts neither what is well, nor what is unknown for another reason, nor circles", () => {
    const endpoints = [
      router,
      endpointFixture({ name: "well", dependsOn: ["router"] }),
      endpointFixture({ name: "new", dependsOn: ["router"], status: "UNKNOWN" }),
      dependent("a", ["b"]),
      dependent("b", ["a"]),
    ];
    expect(countDependents(endpoints)).toEqual(new Map());
  });
});
