import { connect } from "cloudflare:sockets";
import type { Kind } from "../domain/kinds";
import { refusedAddress, type AddressPolicy } from "./address";
import { readAddress } from "./parsed-address";
import { within } from "./within";

/** Where a connection goes. */
export type Peer = { hostname: string; port: number };

/** Encrypted from the start, later, or not at all. */
type Transport = "on" | "starttls" | "off";

/** All ways out of one invocation. */
export type Outbound = {
  policy: AddressPolicy;
  /** Redirects are never followed, so that each hop passes the guard; the body is the caller's. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** An open raw connection, which is the caller's to close. */
  connect(peer: Peer, signal: AbortSignal, secure?: Transport): Promise<Socket>;
  /** Counts what is asked of other parts of the platform: on the free plan it may count as well. */
  spend(requests: number): void;
  /** Whether anything listens there, found out in this time. */
  answersTcp(peer: Peer, timeoutMs: number): Promise<boolean>;
};

/** The free plan's requests to the outside of one invocation: each redirect counts as one. */
export const EXTERNAL_REQUESTS = 50;

/** The address is one that nobody may be asked at from here. */
export class AddressRefused extends Error {
  override name = "AddressRefused";
}

/** The invocation has made all the requests that it may make; another one can go on. */
export class BudgetSpent extends Error {
  override name = "BudgetSpent";
}

/** What had begun to answer does not go on as it should. */
export class ConnectionBroken extends Error {
  override name = "ConnectionBroken";
  constructor(override readonly cause: unknown) {
    super();
  }
}

/** How it was asked: by a connection, or by a request, which https alone makes a secure one. */
type Way = "raw" | "plain" | "secure";

/** No answer, or no connection, from there; `cause` says why in the runtime's own words. */
export class Unanswered extends Error {
  override name = "Unanswered";
  constructor(
    override readonly cause: unknown,
    readonly peer: Peer,
    readonly way: Way,
  ) {
    super();
  }
}

/** The only way out: past the guard, and counted. */
export function openOutbound({
  requests = EXTERNAL_REQUESTS,
  ...policy
}: AddressPolicy & { requests?: number }): Outbound {
  let left = requests;
  const spend = (wanted: number) => {
    if (left < wanted) throw new BudgetSpent();
    left -= wanted;
  };
  const pass = (url: string, kind: Kind): Peer => {
    const refusal = refusedAddress(url, kind, policy);
    if (refusal) throw new AddressRefused(refusal);
    spend(1);
    const { hostname, port } = readAddress(url)!;
    return { hostname, port: port! };
  };
  const open = async (
    peer: Peer,
    signal: AbortSignal,
    secure: Transport = "off",
  ): Promise<Socket> => {
    const at = pass(`tcp://${peer.hostname}:${peer.port}`, "tcp");
    let socket: Socket | undefined;
    try {
      socket = connect(at, { secureTransport: secure, allowHalfOpen: secure === "starttls" });
      socket.closed.catch(() => undefined);
      await within(signal, socket.opened);
      return socket;
    } catch (problem) {
      hangUp(socket);
      throw new Unanswered(problem, at, "raw");
    }
  };
  return {
    policy,
    async fetch(url, init) {
      const at = pass(url, "http");
      try {
        return await fetch(url, { ...init, redirect: "manual", cache: "no-store" });
      } catch (problem) {
        throw new Unanswered(problem, at, /^https:/i.test(url) ? "secure" : "plain");
      }
    },
    connect: open,
    spend,
    async answersTcp(peer, timeoutMs) {
      try {
        hangUp(await open(peer, AbortSignal.timeout(timeoutMs)));
        return true;
      } catch (problem) {
        if (problem instanceof BudgetSpent) throw problem;
        return false;
      }
    },
  };
}

/** Closes without waiting; whether the other side agrees is of no interest. */
export function hangUp(socket: Socket | undefined): void {
  socket?.close().catch(() => undefined);
}
