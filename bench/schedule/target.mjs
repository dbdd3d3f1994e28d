import { createServer } from "node:http";
import { HOST } from "../../scripts/port.mjs";

/** `/well/<name>` answers at once, `/hang/<name>` never; `/asked` tells when each was asked. */
const asked = {};

createServer({ keepAliveTimeout: 30_000 }, ({ url }, response) => {
  if (url === "/asked") return response.end(JSON.stringify(asked));
  const [, behaviour, name] = url.split("/");
  if (name) (asked[name] ??= []).push(Date.now());
  if (behaviour !== "hang") response.end("ok");
  return response;
}).listen(Number(process.env.PORT), HOST);
