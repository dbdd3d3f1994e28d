/** A day in the life of a small shop: what it watches, and how the target behaves there. */
const WEB = [
  { name: "Website", path: "/varied/60", intervalSeconds: 30, tags: ["shop"] },
  {
    name: "Checkout API",
    path: "/varied/120",
    intervalSeconds: 10,
    regions: ["weur", "enam", "apac"],
    tags: ["shop", "api"],
  },
  { name: "Search", path: "/slow/1400", intervalSeconds: 20, degradedAfterMs: 800, tags: ["shop"] },
  { name: "Login", path: "/varied/90", intervalSeconds: 10, tags: ["api"] },
  { name: "Mail relay", path: "/status/500", intervalSeconds: 30, tags: ["internal"] },
  { name: "Partner webhook", path: "/hang", intervalSeconds: 60, timeoutMs: 3_000, tags: ["api"] },
  { name: "Reporting", path: "/varied/260", intervalSeconds: 60, tags: ["internal"] },
  { name: "Documentation", path: "/varied/45", intervalSeconds: 60, tags: ["docs"] },
  { name: "Old blog", path: "/redirect?to=/ok", intervalSeconds: 60, tags: ["docs"] },
  { name: "Staging", path: "/varied/80", intervalSeconds: 60, paused: true, tags: ["internal"] },
  {
    name: "결제 게이트웨이",
    path: "/flap/90",
    intervalSeconds: 10,
    regions: ["weur", "apac"],
    tags: ["shop", "api"],
  },
  { name: "상품 이미지 CDN", path: "/varied/25", intervalSeconds: 10, tags: ["shop"] },
  { name: "주문 내역", path: "/varied/180", intervalSeconds: 20, tags: ["shop", "api"] },
  {
    name: "재고 동기화",
    path: "/varied/420",
    intervalSeconds: 20,
    degradedAfterMs: 450,
    tags: ["internal"],
  },
  { name: "푸시 알림", path: "/flap/150", intervalSeconds: 20, tags: ["internal"] },
  { name: "고객센터", path: "/varied/75", intervalSeconds: 30, tags: ["shop"] },
];

const assertion = (source, comparison, expected, fields = {}) => ({
  source,
  comparison,
  expected,
  ...fields,
});

/** All of it, at one target; what others depend on comes before them, `dependsOn` are names. */
export const demoEndpoints = ({ url, rawPorts, tlsPorts }) => [
  ...WEB.map(({ path, ...endpoint }) => ({ ...endpoint, url: url + path })),
  {
    name: "Stock service",
    url: `${url}/echo`,
    intervalSeconds: 20,
    assertions: [
      assertion("json", "equals", "POST", { property: "$.method", severity: "degraded" }),
    ],
    tags: ["api"],
  },
  {
    name: "Mail greeting",
    kind: "tcp",
    url: `tcp://127.0.0.1:${rawPorts.banner}`,
    intervalSeconds: 30,
    assertions: [assertion("body", "matches", "^220 ")],
    tags: ["internal"],
  },
  {
    name: "Order events",
    kind: "websocket",
    url: `${url.replace("http", "ws")}/socket/hello`,
    intervalSeconds: 30,
    assertions: [assertion("json", "exists", null, { property: "$.hello" })],
    tags: ["shop"],
  },
  {
    name: "Mail records",
    kind: "dns",
    url: `dns://pharos.test?type=MX&resolver=${url}/dns/valid`,
    intervalSeconds: 60,
    assertions: [assertion("record", "contains", "mail.pharos.test")],
    tags: ["dns"],
  },
  {
    name: "Shop certificate",
    kind: "certificate",
    url: `https://localhost:${tlsPorts.valid}`,
    intervalSeconds: 3_600,
    assertions: [assertion("daysLeft", "atLeast", 14, { severity: "degraded" })],
    tags: ["dns"],
  },
  {
    name: "Shop domain",
    kind: "domain",
    url: `domain://pharos.test?server=${url}/rdap/valid`,
    intervalSeconds: 86_400,
    assertions: [assertion("daysLeft", "atLeast", 30, { severity: "degraded" })],
    tags: ["dns"],
  },
  {
    name: "Nightly backup",
    kind: "heartbeat",
    intervalSeconds: 60,
    graceSeconds: 30,
    tags: ["internal"],
  },
  {
    name: "Warehouse router",
    kind: "tcp",
    url: "tcp://127.0.0.1:1",
    intervalSeconds: 30,
    tags: ["warehouse"],
  },
  {
    name: "Warehouse scanner",
    url: "http://127.0.0.1:1/scanner",
    intervalSeconds: 30,
    dependsOn: ["Warehouse router"],
    tags: ["warehouse"],
  },
  {
    name: "Label printer",
    url: "http://127.0.0.1:1/printer",
    intervalSeconds: 30,
    dependsOn: ["Warehouse router"],
    tags: ["warehouse"],
  },
  { name: "Old database", url: `${url}/status/503`, intervalSeconds: 30, tags: ["internal"] },
];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** One that is under way, one each week; `endpointIds` are names. */
export const demoMaintenances = (now) => [
  {
    title: "Move to new disks",
    endpointIds: ["Old database"],
    startsAt: new Date(now - 10 * MINUTE_MS).toISOString(),
    endsAt: new Date(now + 120 * MINUTE_MS).toISOString(),
    timeZone: "Europe/Berlin",
  },
  {
    title: "주간 재시작",
    endpointIds: ["재고 동기화", "푸시 알림"],
    ...hourFrom(now + DAY_MS),
    recurrence: "0 3 * * 0",
    timeZone: "Asia/Seoul",
  },
];

const hourFrom = (at) => ({
  startsAt: new Date(at).toISOString(),
  endsAt: new Date(at + 60 * MINUTE_MS).toISOString(),
});
