import { createServer } from "node:net";
import { CliError } from "./cli-error.mjs";

/** Everything local listens here, and only here. */
export const HOST = "127.0.0.1";

const MAX_TRIES = 100;

/** The port a person asked for, or the one they are used to. */
export function requestedPort(asked, usual) {
  if (asked === undefined || asked === "") return usual;
  const port = Number(asked);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new CliError(`PORT must be a whole number from 1 to 65535, and is "${asked}".`);
}

/** The first port from `first` on that nobody listens on. */
export async function freePort(first) {
  for (let port = first; port < first + MAX_TRIES && port <= 65_535; port++) {
    const errorCode = await listenOnce(port);
    if (!errorCode) return port;
    if (errorCode === "EACCES")
      throw new CliError(`Port ${port} needs more rights; set PORT above 1023.`);
  }
  throw new CliError(`No port from ${first} on is free; set PORT to one that is.`);
}

/** Any free port, as the system gives them out. */
export const anyPort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, HOST, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const listenOnce = (port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", ({ code }) => resolve(code));
    probe.listen(port, HOST, () => probe.close(() => resolve(null)));
  });
