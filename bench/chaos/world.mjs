import { createServer } from "node:http";
import { HOST } from "../../scripts/port.mjs";

/**
 * What is watched and who is told, in one process: `/e/<n>` comes and goes as `isUp` says, `/hook/<name>`
 * keeps what it is sent and answers as `answers[name]` says, after `delayMs`.
 */
export async function startChaosServer(isUp) {
  /** When each endpoint answered. */
  const answered = {};
  const answers = {};
  const messages = {};
  const server = createServer({ keepAliveTimeout: 30_000 }, async (request, response) => {
    const [, kind, name] = request.url.split("/");
    if (kind === "e") {
      const status = isUp(Number(name)) ? 200 : 503;
      (answered[name] ??= []).push(Date.now());
      return response.writeHead(status).end();
    }
    const at = Date.now();
    let body = "";
    for await (const chunk of request) body += chunk;
    const { status = 200, delayMs = 0 } = answers[name] ?? {};
    setTimeout(() => response.writeHead(status).end(), delayMs);
    (messages[name] ??= []).push({
      at,
      status,
      id: request.headers["webhook-id"],
      leftAt: Number(request.headers["webhook-timestamp"]) * 1_000,
      news: eventsIn(JSON.parse(body)),
    });
    return response;
  });
  await new Promise((resolve) => server.listen(0, HOST, resolve));
  const url = `http://${HOST}:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, answered, answers, lettersOf: (name) => messages[name] ?? [], close };
}

/** What a letter tells of, one or several: `incident.started shop-mk0`. */
const eventsIn = ({ type, data, timestamp }) =>
  (type === "digest" ? data.notifications : [{ type, data, timestamp }]).map((one) => ({
    happenedAt: Date.parse(one.timestamp),
    key: `${one.type} ${one.data.incidentId}`,
    endpointName: one.data.endpointName,
  }));

/** A webhook that tells of every endpoint by itself. */
export async function createChannels(api, world, channels) {
  await api("PATCH", "/settings", { mergeIncidentsWithinSeconds: 0 });
  const created = {};
  for (const [name, maxPerMinute] of Object.entries(channels)) {
    const settings = { url: `${world.url}/hook/${name}` };
    created[name] = await api("POST", "/channels", {
      name,
      kind: "webhook",
      settings,
      maxPerMinute,
    });
  }
  return created;
}
