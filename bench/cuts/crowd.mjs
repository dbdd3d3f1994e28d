import { runnerImport } from "vite";
import { inRepository } from "../../scripts/repository.mjs";

/** When clients come back of whom all are cut at once, in ms: each is the product's own. */
export async function measureCutCrowd({ proxy, token, clients }) {
  const { module: realtime } = await runnerImport(
    inRepository("web", "src", "lib", "realtime", "room.ts"),
    {
      configFile: false,
      logLevel: "error",
      resolve: {
        alias: {
          $protocol: inRepository("worker", "protocol"),
          $domain: inRepository("worker", "domain"),
        },
      },
    },
  );
  const headers = { authorization: `Bearer ${token}` };
  const environment = {
    origin: proxy.url,
    random: Math.random,
    now: Date.now,
    onWake: () => () => {},
    WebSocket: class extends WebSocket {
      constructor(url) {
        super(url, { headers });
      }
    },
  };
  const { live: position } = await (
    await fetch(`${proxy.url}/api/v1/rooms/all`, { headers })
  ).json();
  const crowd = Array.from({ length: clients }, () => {
    const client = {
      room: new realtime.RoomClient("all", position, environment),
      becomes: () => {},
    };
    client.room.join(
      listener((state) => client.becomes(state)),
      position,
    );
    return client;
  });
  await waitForState("connected", crowd);
  const dropped = waitForState("connecting", crowd);
  const cutAt = performance.now();
  proxy.cut("reset");
  await dropped;
  await waitForState("connected", crowd);
  const healedMs = performance.now() - cutAt;
  for (const { room } of crowd) room.close();
  return { knocks: proxy.knocks.filter((at) => at > cutAt).map((at) => at - cutAt), healedMs };
}

const listener = (onState) => ({
  onUpdate() {},
  onGap() {},
  onEnd() {},
  onChange: ({ state }) => onState(state),
});

/** Each of them becomes this, whenever it does. */
const waitForState = (state, crowd) =>
  Promise.all(
    crowd.map(
      (client) =>
        new Promise((resolve) => {
          client.becomes = (now) => now === state && resolve();
        }),
    ),
  );
