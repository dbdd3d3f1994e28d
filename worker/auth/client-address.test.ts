import { expect, it } from "vitest";
import { clientAddress } from "./client-address";

const from = (headers: Record<string, string>) =>
  clientAddress(new Request("http://pharos.test", { headers }));

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::", "2001:db8:1:2::/64"],
  ["127.0.0.1", null],
  ["::1", null],
  ["somebody", null],
  ["192.0.2.7, 192.0.2.8", null],
])("[DR6] who is limited is who the platform saw: %s is %s", (connectingIp, expected) => {
  expect(from({ "cf-connecting-ip": connectingIp })).toBe(expected);
});

it("[DR6] what other headers claim is not believed", () => {
  const claims = ["x-forwarded-for", "x-real-ip", "forwarded", "true-client-ip"];
  expect(from(Object.fromEntries(claims.map((name) => [name, "192.0.2.7"])))).toBeNull();
});
