import { describe, expect, it, vi } from "vitest";
import type { EndpointKind } from "../../domain/checks/kinds";
import { validateAddress } from "./address";
import { BlockedAddressError, createOutbound } from "./outbound";
import { isFailed, runOnce, createTask } from "../../test/fixtures/probe";

/** Names that no registry gives out, or that networks use as theirs. */
const CONVENTIONAL =
  "api.shop.svc db.service.consul web.docker fritz.box shop.test nowhere.invalid site.onion name.alt pc.localnet pc.workgroup gate.domain gate.mail pc.mshome.net laptop.tail1.ts.net a.resolver.arpa".split(
    " ",
  );

/** Hosts that only those within a network can mean, as people, parsers and attackers write them. */
const PRIVATE_HOSTS = [
  "localhost",
  "LOCALHOST",
  "localhost.",
  "localhost..",
  "api.localhost",
  "router",
  "printer.local",
  "db.internal",
  "gate.lan",
  "nas.home",
  "localhost.localdomain",
  "pc.localdomain",
  "wiki.intranet",
  "db.private",
  ...CONVENTIONAL,
  "nas.home.arpa",
  "mail.corp",
  "127.0.0.1",
  "127.0.0.1.",
  "127.1",
  "127.255.255.254",
  "0x7f.1",
  "0x7f000001",
  "0177.0.0.1",
  "2130706433",
  "017700000001",
  "0",
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "192.168.0xff.1",
  "169.254.169.254",
  "100.64.0.1",
  "100.127.255.255",
  "192.0.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::]",
  "[fe80::1]",
  "[febf::1]",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::FFFF:10.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b::10.0.0.1]",
  "[2002:7f00:1::]",
  "[2002:a00:1::]",
  "[2001:db8::1]",
  "[2001::1]",
  "[ff02::1]",
  "[::127.0.0.1]",
  "[::10.0.0.1]",
  "１２７.0.0.1",
  "127。0。0。1",
  "ⓛocalhost",
  "%6c%6f%63alhost",
  "127.0.0.%31",
];
/** For each kind that connects to the host itself. */
const CONNECTING: [EndpointKind, (host: string) => string][] = [
  ["http", (host) => `http://${host}/`],
  ["http", (host) => `https://${host}:8443/path`],
  ["websocket", (host) => `ws://${host}/`],
  ["websocket", (host) => `wss://${host}/socket`],
  ["tcp", (host) => `tcp://${host}:5432`],
  ["certificate", (host) => `https://${host}`],
];
const SERVING: [EndpointKind, (host: string) => string][] = [
  ["dns", (host) => `dns://example.com?resolver=${encodeURIComponent(`https://${host}/q`)}`],
  ["domain", (host) => `domain://example.com?server=${encodeURIComponent(`https://${host}/`)}`],
];

/** Refused even where private addresses are allowed. */
const NEVER: [EndpointKind, string][] = [
  ["http", ""],
  ["http", "example.com"],
  ["http", "//example.com"],
  ["http", "http://"],
  ["http", "http://[bad"],
  ["http", "http://999.1.1.1/"],
  ["http", "http://1.2.3.4.5/"],
  ["http", "ftp://example.com/"],
  ["http", "file:///etc/passwd"],
  ["http", "javascript:alert(1)"],
  ["http", "data:text/plain,x"],
  ["http", "ws://example.com/"],
  ["http", "tcp://example.com:80"],
  ["http", "http://user@example.com/"],
  ["http", "http://user:secret@example.com/"],
  ["http", "http://:secret@example.com/"],
  ["http", `http://${"a".repeat(250)}.example/`],
  ["http", "http://example.com:0/"],
  ["http", "http://exam\nple.com/"],
  ["http", "http://example.com/\r\nhost:x"],
  ["tcp", "tcp://example.com\t:80"],
  ["http", "http://example.com:65536/"],
  ["websocket", "https://example.com/"],
  ["websocket", "wss://user@example.com/"],
  ["tcp", "tcp://example.com"],
  ["tcp", "tcp://example.com:0"],
  ["tcp", "tcp://example.com:25"],
  ["tcp", "tcp://example.com:99999"],
  ["tcp", "tcp:example.com:80"],
  ["tcp", "tcp:///example.com:80"],
  ["tcp", "tcp://user@example.com:80"],
  ["tcp", "tcp://good.example\\@127.0.0.1:80"],
  ["tcp", "http://example.com:80"],
  ["certificate", "http://example.com"],
  ["certificate", "https://example.com:25"],
  ["dns", "dns://"],
  ["dns", "dns://1.2.3.4"],
  ["dns", "dns://[::1]"],
  ["dns", "dns://example.com:53"],
  ["dns", "dns://example.com?type=ANY"],
  ["dns", "dns://example.com?resolver=mine"],
  ["dns", "dns://example.com?resolver=constructor"],
  ["dns", "dns://example.com?resolver=toString"],
  ["dns", "dns://example.com?resolver=__proto__"],
  ["dns", "dns://example.com?resolver=ftp://example.com"],
  ["dns", "dns://a..b"],
  ["domain", "domain://example"],
  ["domain", "domain://1.2.3.4"],
  ["domain", "domain://example.com:1"],
  ["domain", "domain://example.com?server=mine"],
  ["heartbeat", "https://example.com/"],
];
const FINE: [EndpointKind, string][] = [
  ["http", "https://xn--3e0b707e.example/"],
  ["http", "https://example.com/"],
  ["http", "http://example.com:8080/path?x=1"],
  ["http", "http://example.com:25/"],
  ["http", "https://1.1.1.1/"],
  ["http", "https://[2606:4700:4700::1111]/"],
  ["http", "https://한국.example/"],
  ["websocket", "wss://example.com/socket?x=1"],
  ["tcp", "tcp://example.com:80"],
  ["tcp", "tcp://[2606:4700:4700::1111]:443"],
  ["certificate", "https://example.com"],
  ["certificate", "https://example.com:8443"],
  ["dns", "dns://example.com"],
  ["dns", "dns://_dmarc.example.com?type=txt&resolver=quad9"],
  ["dns", "dns://1.0.0.1.in-addr.arpa?type=PTR"],
  ["dns", "dns://example.com?resolver=https://dns.example/dns-query"],
  ["dns", "dns://router?type=A"],
  ["domain", "domain://example.co.uk"],
  ["domain", "domain://example.com?server=https://rdap.example/"],
  ["heartbeat", ""],
];

const spellings = (list: typeof CONNECTING): [EndpointKind, string][] =>
  PRIVATE_HOSTS.flatMap((host) =>
    list.map(([kind, at]): [EndpointKind, string] => [kind, at(host)]),
  );

describe("an address", () => {
  it.each(spellings([...CONNECTING, ...SERVING]))("[PR4] %s %s is private", (kind, url) => {
    expect(validateAddress(url, kind, { allowPrivate: false })).toMatch(/private/);
    expect(validateAddress(url, kind, { allowPrivate: true })).toBeNull();
  });

  it.each(NEVER)("[PR4] %s %j is refused everywhere", (kind, url) => {
    expect(validateAddress(url, kind, { allowPrivate: true })).toMatch(/^expected |^port 25 /);
    expect(validateAddress(url, kind, { allowPrivate: false })).toMatch(/^expected |^port 25 /);
  });

  it.each(FINE)("[PR4] %s %s may be checked", (kind, url) => {
    expect(validateAddress(url, kind, { allowPrivate: false })).toBeNull();
  });

  it("[PR4] of a resolver or a registry is https where private ones are not allowed", () => {
    for (const [kind, url] of [
      ["dns", "dns://example.com?resolver=http://dns.example/q"],
      ["domain", "domain://example.com?server=http://rdap.example/"],
    ] as const) {
      expect(validateAddress(url, kind, { allowPrivate: false })).toMatch(/^expected https/);
      expect(validateAddress(url, kind, { allowPrivate: true })).toBeNull();
    }
  });
});

describe("when it is asked", () => {
  const guarded = () => createOutbound({ allowPrivate: false });

  it("[PR4] none of them is connected to", async () => {
    const sent = vi.spyOn(globalThis, "fetch");
    for (const [kind, url] of spellings([...CONNECTING, ...SERVING])) {
      expect([url, await runOnce(createTask(kind, url), guarded())]).toEqual([
        url,
        isFailed("address-refused"),
      ]);
    }
    expect(sent).not.toHaveBeenCalled();
    sent.mockRestore();
  });

  it("[PR4] the way out itself refuses them, by request and by connection", async () => {
    const outbound = guarded();
    const signal = AbortSignal.timeout(1_000);
    for (const host of PRIVATE_HOSTS) {
      await expect(outbound.fetch(`http://${host}/`, {})).rejects.toThrow(BlockedAddressError);
      const peer = { hostname: host, port: 80 };
      await expect(outbound.connect(peer, signal)).rejects.toThrow(BlockedAddressError);
      expect(await outbound.acceptsTcp(peer, 100)).toBe(false);
    }
  });

  it("[PR4] a redirect leads to none of them", async () => {
    const sent = vi.spyOn(globalThis, "fetch");
    for (const host of PRIVATE_HOSTS) {
      const headers = { location: `http://${host}/` };
      sent.mockResolvedValueOnce(new Response(null, { status: 302, headers }));
      const observation = await runOnce(createTask("http", "https://example.com/"), guarded());
      expect([host, observation]).toEqual([host, isFailed("address-refused")]);
    }
    expect(sent).toHaveBeenCalledTimes(PRIVATE_HOSTS.length);
    sent.mockRestore();
  });
});
