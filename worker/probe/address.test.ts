import { describe, expect, it } from "vitest";
import { refusedAddress } from "./address";

const PRIVATE = [
  "http://localhost/",
  "http://localhost./",
  "http://api.localhost/",
  "http://router/",
  "http://printer.local/",
  "http://db.internal/",
  "http://127.0.0.1/",
  "http://127.1/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://2130706433/",
  "http://0/",
  "http://0.0.0.0/",
  "http://10.0.0.1/",
  "http://172.16.0.1/",
  "http://172.31.255.255/",
  "http://192.168.1.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://100.64.0.1/",
  "http://192.0.2.1/",
  "http://198.18.0.1/",
  "http://224.0.0.1/",
  "http://255.255.255.255/",
  "http://[::1]/",
  "http://[::]/",
  "http://[fe80::1]/",
  "http://[fc00::1]/",
  "http://[fd12:3456::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[2002:7f00:1::]/",
  "http://[2001:db8::1]/",
  "http://[ff02::1]/",
  "http://[::127.0.0.1]/",
  "http://[::10.0.0.1]/",
  "http://localhost../",
  "http://nas.home.arpa/",
  "http://１２７.0.0.1/",
  "http://127。0。0。1/",
];
const NEVER = [
  "",
  "example.com",
  "//example.com",
  "http://",
  "http://[bad",
  "ftp://example.com/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/plain,x",
  "ws://example.com/",
  "http://user@example.com/",
  "http://user:secret@example.com/",
  "http://:secret@example.com/",
  `http://${"a".repeat(250)}.example/`,
];
const FINE = [
  "https://xn--3e0b707e.example/",
  "https://example.com/",
  "http://example.com:8080/path?x=1",
  "https://1.1.1.1/",
  "https://[2606:4700:4700::1111]/",
  "https://한국.example/",
];

describe("an address", () => {
  it.each(PRIVATE)("[PR4] %s is private", (url) => {
    expect(refusedAddress(url, { allowPrivate: false })).toMatch(/private/);
    expect(refusedAddress(url, { allowPrivate: true })).toBeNull();
  });

  it.each(NEVER)("[PR4] %j is refused everywhere", (url) => {
    expect(refusedAddress(url, { allowPrivate: true })).toMatch(/^expected /);
    expect(refusedAddress(url, { allowPrivate: false })).toMatch(/^expected /);
  });

  it.each(FINE)("[PR4] %s may be checked", (url) => {
    expect(refusedAddress(url, { allowPrivate: false })).toBeNull();
  });
});
