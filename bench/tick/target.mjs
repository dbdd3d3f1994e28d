import { createServer } from "node:http";
import { HOST } from "../../scripts/port.mjs";

/** Answers everything at once, and remembers when it last answered what. */
const answeredAt = {};

createServer({ keepAliveTimeout: 30_000 }, ({ url }, response) => {
  if (url === "/answered") return response.end(JSON.stringify(answeredAt));
  answeredAt[url.slice(1)] = Date.now();
  return response.end("ok");
}).listen(Number(process.env.PORT), HOST);
