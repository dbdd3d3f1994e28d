import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { HOST } from "../../scripts/port.mjs";

const UPGRADE = /^upgrade: websocket/im;

/** A TCP proxy to a server on this machine that cuts, delays, swallows, and refuses sockets. */
export async function startProxy() {
  let serverPort = 0;
  const pairs = new Set();
  const attempts = [];
  let delayMs = 0;
  let isSwallowing = false;
  let isRefusing = false;

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: HOST, port: serverPort, noDelay: true });
    const pair = { client, upstream, isSocket: false };
    pairs.add(pair);
    forward(client, upstream, (chunk) => {
      if (!UPGRADE.test(chunk.toString("latin1"))) return;
      attempts.push(performance.now());
      if (isRefusing) client.destroy();
      pair.isSocket = true;
    });
    forward(upstream, client);
    upstream.on("close", () => pairs.delete(pair));
  });

  function forward(from, to, onChunk = () => {}) {
    let last = Promise.resolve();
    // What follows an error is a close.
    from.on("error", () => {});
    from.on("data", (chunk) => {
      if (isSwallowing) return;
      onChunk(chunk);
      const dueAt = performance.now() + delayMs;
      // After what came before it, also when the delay has become shorter since.
      last = last.then(async () => {
        await sleep(Math.max(0, dueAt - performance.now()));
        // Also when its sender has gone since: a server ends right after its answer to a close.
        if (to.writable) to.write(chunk);
      });
    });
    from.on("close", () => {
      // Of a line that swallows everything, neither end hears that the other is gone.
      if (!isSwallowing) void last.then(() => to.destroySoon());
    });
  }

  const endAll = () => {
    for (const { client, upstream } of pairs) {
      client.destroy();
      upstream.destroy();
    }
  };

  await new Promise((resolve) => server.listen(0, HOST, resolve));
  return {
    url: `http://${HOST}:${server.address().port}`,
    /** What the server is started with, so that it answers at this address. */
    options: { settings: { PUBLIC_HOSTNAMES: `${HOST}:${server.address().port}` } },
    forwardTo(port) {
      serverPort = port;
    },
    /** When somebody asked for a socket, whether it got one or not. */
    knocks: attempts,
    /** Ends every socket that goes through here, at both of its ends. */
    cut(how) {
      for (const { client, upstream, isSocket } of pairs) {
        if (!isSocket) continue;
        for (const one of [client, upstream]) {
          if (how === "reset") one.resetAndDestroy();
          else one.end();
        }
      }
    },
    delay(ms) {
      delayMs = ms;
    },
    swallow(isEnabled) {
      isSwallowing = isEnabled;
      // Too much is missing on these to go on.
      if (!isEnabled) endAll();
    },
    refuseSockets(isEnabled) {
      isRefusing = isEnabled;
    },
    close() {
      endAll();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
