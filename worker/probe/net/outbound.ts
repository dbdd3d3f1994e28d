import { connect } from "cloudflare:sockets";
import type { EndpointKind } from "../../domain/checks/kinds";
import { isHost } from "../../domain/host";
import { validateAddress, type AddressPolicy } from "./address";
import { parseAddress } from "./parse-address";
import { abortable } from "../engine/timeout";

/** Where a connection goes. */
export type Peer = { hostname: string; port: number };

/** Encrypted from the start, later, or not at all. */
type TlsMode = "on" | "starttls" | "off";

/** All ways out of one invocation. */
export type Outbound = {
  policy: AddressPolicy;
  /** Redirects are never followed, so that each hop passes the guard; the body is the caller's. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** An open raw connection, which is the caller's to close. */
  connect(peer: Peer, signal: AbortSignal, secure?: TlsMode): Promise<Socket>;
  /** Counts what is asked of other parts of the platform: on the free plan it may count as well. */
  consumeRequests(requests: number): void;
  /** Whether anything listens there, found out in this time. */
  acceptsTcp(peer: Peer, timeoutMs: number): Promise<boolean>;
};

/** The free plan's requests to the outside of one invocation: each redirect counts as one. */
export const MAX_SUBREQUESTS = 50;

/** The address is one that nobody may be asked at from here. */
export class BlockedAddressError extends Error {
  override name = "BlockedAddressError";
}

/** The invocation has made all the requests that it may make; another one can go on. */
export class SubrequestLimitError extends Error {
  override name = "SubrequestLimitError";
}

/** What had begun to answer does not go on as it should. */
export class ConnectionResetError extends Error {
  override name = "ConnectionResetError";
  constructor(override readonly cause: unknown) {
    super();
  }
}

/** How it was asked: by a connection, or by a request, which https alone makes a secure one. */
type ConnectionType = "raw" | "plain" | "secure";

/** No answer, or no connection, from there; `cause` says why in the runtime's own words. */
export class ConnectError extends Error {
  override name = "ConnectError";
  constructor(
    override readonly cause: unknown,
    readonly peer: Peer,
    readonly type: ConnectionType,
  ) {
    super();
  }
}

/** The only way out: past the guard, and counted. */
export function createOutbound({
  requests = MAX_SUBREQUESTS,
  ...policy
}: AddressPolicy & { requests?: number }): Outbound {
  let left = requests;
  const consumeRequests = (wanted: number) => {
    if (left < wanted) throw new SubrequestLimitError();
    left -= wanted;
  };
  const pass = (url: string, kind: EndpointKind): Peer => {
    const refusal = validateAddress(url, kind, policy);
    if (refusal) throw new BlockedAddressError(refusal);
    consumeRequests(1);
    const { hostname, port } = parseAddress(url)!;
    return { hostname, port: port! };
  };
  const open = async (
    peer: Peer,
    signal: AbortSignal,
    secure: TlsMode = "off",
  ): Promise<Socket> => {
    if (!isHost(peer.hostname)) throw new BlockedAddressError("expected a host alone");
    const at = pass(`tcp://${peer.hostname}:${peer.port}`, "tcp");
    let socket: Socket | undefined;
    try {
      socket = connect(at, { secureTransport: secure, allowHalfOpen: secure === "starttls" });
      socket.closed.catch(() => undefined);
      await abortable(signal, socket.opened);
      return socket;
    } catch (problem) {
      closeSocket(socket);
      throw new ConnectError(problem, at, "raw");
    }
  };
  return {
    policy,
    async fetch(url, init) {
      const at = pass(url, "http");
      try {
        return await fetch(url, { ...init, redirect: "manual", cache: "no-store" });
      } catch (problem) {
        throw new ConnectError(problem, at, /^https:/i.test(url) ? "secure" : "plain");
      }
    },
    connect: open,
    consumeRequests,
    async acceptsTcp(peer, timeoutMs) {
      try {
        closeSocket(await open(peer, AbortSignal.timeout(timeoutMs)));
        return true;
      } catch (problem) {
        if (problem instanceof SubrequestLimitError) throw problem;
        return false;
      }
    },
  };
}

/** Closes without waiting; whether the other side agrees is of no interest. */
export function closeSocket(socket: Socket | undefined): void {
  socket?.close().catch(() => undefined);
}
