import { describe, expect, it } from "vitest";
import { countBehind } from "./behind";
import { endpointWith } from "./endpoint-fixture";

const router = endpointWith({ name: "router", status: "DOWN" });
const behind = (name: string, dependsOn: string[]) =>
  endpointWith({
    name,
    dependsOn,
    status: "UNKNOWN",
    errorMessage: "unreachable through router",
  });

describe("behind", () => {
  it("[UI24] counts what is reached through one that is down, at any distance", () => {
    const endpoints = [router, behind("switch", ["router"]), behind("printer", ["switch"])];
    expect(countBehind(endpoints)).toEqual(new Map([["router", 2]]));
  });

  it("[UI24] counts neither what is well, nor what is unknown for another reason, nor circles", () => {
    const endpoints = [
      router,
      endpointWith({ name: "well", dependsOn: ["router"] }),
      endpointWith({ name: "new", dependsOn: ["router"], status: "UNKNOWN" }),
      behind("a", ["b"]),
      behind("b", ["a"]),
    ];
    expect(countBehind(endpoints)).toEqual(new Map());
  });
});
