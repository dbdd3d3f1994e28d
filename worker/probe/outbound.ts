import { connect } from "cloudflare:sockets";
import { refusedAddress, type AddressPolicy } from "./address";

/** The address is one that nobody may be asked at from here. */
export class AddressRefused extends Error {
  override name = "AddressRefused";
}

/**
 * The only way out. Redirects are never followed here, so that each hop passes the guard; nothing is
 * cached, and the body belongs to the caller, who reads or cancels it.
 */
export async function outboundFetch(
  url: string,
  init: RequestInit,
  policy: AddressPolicy,
): Promise<Response> {
  const refusal = refusedAddress(url, policy);
  if (refusal) throw new AddressRefused(refusal);
  return fetch(url, { ...init, redirect: "manual", cache: "no-store" });
}

/** Whether anything listens at the address's port, in the time that is left. */
export async function answersTcp(
  url: string,
  policy: AddressPolicy,
  timeoutMs: number,
): Promise<boolean> {
  if (refusedAddress(url, policy)) return false;
  const { hostname, port, protocol } = new URL(url);
  const at = { hostname, port: Number(port) || (protocol === "https:" ? 443 : 80) };
  let socket: Socket | undefined;
  try {
    socket = connect(at, { secureTransport: "off", allowHalfOpen: false });
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), timeoutMs));
    return await Promise.race([socket.opened.then(() => true), late]);
  } catch {
    return false;
  } finally {
    socket?.close().catch(() => undefined);
  }
}
