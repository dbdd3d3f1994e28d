import { expect, it } from "vitest";
import { maskedAddress, restoreMaskedAddress, isSameDestination } from "./mask-address";

const MASK = "********";

it.each([
  ["https://a.example/health", "https://a.example/health"],
  ["https://a.example/p?apikey=S", `https://a.example/p?apikey=${MASK}`],
  [
    "https://a.example:8443/p?a=S&b=S2&a=S3",
    `https://a.example:8443/p?a=${MASK}&b=${MASK}&a=${MASK}`,
  ],
  ["https://a.example/?S", `https://a.example/?${MASK}`],
  ["https://a.example/?c2VjcmV0==", `https://a.example/?${MASK}`],
  ["https://a.example/?a=&=S&&b=S=S", `https://a.example/?${MASK}&=${MASK}&&b=${MASK}`],
  ["https://a.example/?q=a;token=S", `https://a.example/?q=${MASK}`],
  ["https://a.example/p#S?x=S", "https://a.example/p"],
  ["wss://a.example/socket?token=S", `wss://a.example/socket?token=${MASK}`],
  ["dns://a.example?type=MX&resolver=quad9", "dns://a.example?type=MX&resolver=quad9"],
  [
    "dns://a.example?type=TXT&type=a-long-secret&resolver=https://doh.example/?k=S",
    `dns://a.example?type=TXT&type=${MASK}&resolver=${MASK}`,
  ],
  ["https://a.example/?type=MX", `https://a.example/?type=${MASK}`],
  ["domain://a.example?server=https://rdap.example/S", `domain://a.example?server=${MASK}`],
  ["tcp://a.example:5432", "tcp://a.example:5432"],
  ["", ""],
])("[SE8] %s is shown as %s, which sent back is what it was", (address, masked) => {
  expect(maskedAddress(address)).toBe(masked);
  expect(maskedAddress(masked)).toBe(masked);
  const [sent] = address.split("#");
  expect(restoreMaskedAddress(masked, address)).toBe(sent);
  expect(restoreMaskedAddress(masked.replaceAll(MASK, "%2A".repeat(8)), address)).toBe(sent);
});

it("[AP3] a masked value of a query is that of the same name, wherever it stands", () => {
  const stored = "https://a.example/p?a=1&b=2&a=3";
  const restored = (query: string) =>
    restoreMaskedAddress(`https://a.example/other?${query}`, stored).split("?")[1];
  expect(restored(`b=${MASK}&a=new&a=${MASK}`)).toBe("b=2&a=new&a=1");
  expect(restored(`c=${MASK}&a=${MASK}&a=${MASK}&a=${MASK}`)).toBe(`c=${MASK}&a=1&a=3&a=${MASK}`);
});

it.each([
  [true, "https://a.example/x", "https://A.example:443/y?z"],
  [true, "tcp://a.example:80", "tcp://a.example:80"],
  [false, "https://a.example/", "http://a.example/"],
  [false, "https://a.example/", "wss://a.example/"],
  [false, "https://a.example/", "https://a.example:8443/"],
  [false, "https://a.example/", "https://a.example.evil.example/"],
  [false, "https://a.example/", "https://evil.example/?https://a.example/"],
  [false, "https://a.example/", "https://evil.example\\@a.example/"],
  [false, "tcp://a.example:80", "tcp://a.example:81"],
])("[SE7] whether one place is meant is %s of %s and %s", (isSame, one, other) => {
  expect(isSameDestination(one, other)).toBe(isSame);
});
