const EXPIRES = { valid: "2120-01-01T00:00:00Z", expired: "2016-01-01T00:00:00Z" };

/** rdap/<way>/domain/<name>: a registry of RFC 9083: valid, expired, bare, missing, garbage, moved, away. */
export function serveRdap({ response, argument }) {
  const [mode, ...rest] = argument.split("/");
  response.setHeader("content-type", "application/rdap+json");
  if (mode === "missing") return response.writeHead(404).end('{"errorCode":404}');
  if (mode === "away") return response.writeHead(503).end();
  if (mode === "garbage") return response.end("<html>this is no JSON");
  if (mode === "odd") return response.end('{"events":"none","entities":[null,7]}');
  if (mode === "moved") {
    return response.writeHead(302, { location: `/rdap/valid/${rest.join("/")}` }).end();
  }
  const events = [{ eventAction: "registration", eventDate: "2010-01-01T00:00:00Z" }];
  if (EXPIRES[mode]) events.push({ eventAction: "expiration", eventDate: EXPIRES[mode] });
  response.end(
    JSON.stringify({ objectClassName: "domain", ldhName: rest[1], events, entities: [REGISTRAR] }),
  );
}

const REGISTRAR = {
  roles: ["registrar"],
  vcardArray: [
    "vcard",
    [
      ["version", {}, "text", "4.0"],
      ["fn", {}, "text", "Test Registrar"],
    ],
  ],
};
