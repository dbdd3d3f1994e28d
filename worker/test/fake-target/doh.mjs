const NAME = "pharos.test";
const DATA = {
  A: ["192.0.2.1", "192.0.2.2"],
  AAAA: ["2001:db8::1"],
  CAA: [{ flags: 0, tag: "issue", value: "ca.example" }],
  CNAME: ["Alias.Pharos.test"],
  MX: [{ preference: 10, exchange: "mail.pharos.test" }],
  NS: ["ns1.pharos.test", "ns2.pharos.test"],
  PTR: ["host.pharos.test"],
  SOA: [
    {
      mname: "ns1.pharos.test",
      rname: "admin.pharos.test",
      serial: 7,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum: 4,
    },
  ],
  SRV: [{ priority: 1, weight: 2, port: 443, target: "srv.pharos.test" }],
  TXT: [["v=spf1 ", "-all"], ["second"]],
};

/** dns/<way>: a resolver of RFC 8484: valid, nxdomain, none, servfail, garbage, stranger, drip, endless. */
export async function serveDoh({ request, response, argument: mode }) {
  // Scripts that know this server run before anything is installed.
  const { default: packet } = await import("dns-packet");
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const query = packet.decode(Buffer.concat(chunks));
  response.setHeader("content-type", "application/dns-message");
  if (mode === "garbage") return response.end("this is no DNS message");
  if (mode === "endless") return response.end(Buffer.alloc(200_000));
  if (mode === "drip") return response.write(".");
  response.end(packet.encode(answerOf(mode, query)));
}

function answerOf(mode, { id, questions: [question] }) {
  const flags = { nxdomain: 3, servfail: 2 }[mode] ?? 0;
  const answers =
    mode === "valid"
      ? DATA[question.type].map((data) => ({
          type: question.type,
          name: question.name,
          ttl: 60,
          data,
        }))
      : mode === "stranger"
        ? [{ type: "CNAME", name: question.name, ttl: 60, data: NAME }]
        : [];
  return { type: "response", id, flags, questions: [question], answers };
}
