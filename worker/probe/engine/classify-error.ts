import type { Failure, InconclusiveReason } from "../../domain/checks/observation";
import { logError } from "../../log";
import { classifyConnectError } from "../net/connect-error";
import {
  BlockedAddressError,
  ConnectionResetError,
  ConnectError,
  type Outbound,
} from "../net/outbound";
import { isAbortError } from "./timeout";

/** No look at the port takes longer than this: a check ends within its timeout and a second. */
const PORT_CHECK_MS = 500;

/**
 * Which failure an error is; null when it is the platform's own and says nothing of the endpoint.
 * The runtime says "Network connection lost." of a refused and of a lost connection alike, and
 * "internal error" of a name and of a handshake alike; whether the port answers tells them apart.
 * The error's own text is dropped: it names addresses.
 */
export async function classifyError(
  problem: unknown,
  outbound: Outbound,
  leftMs: number,
): Promise<Failure | InconclusiveReason | null> {
  if (problem instanceof BlockedAddressError) return "address-refused";
  if (problem instanceof ConnectionResetError) return "connection-lost";
  const { cause, peer, type } =
    problem instanceof ConnectError ? problem : { cause: problem, peer: null, type: "secure" };
  const isRaw = type === "raw";
  if (isAbortError(cause)) return "timeout";
  if (peer && cause instanceof TypeError) return "bad-request";
  const message = cause instanceof Error ? cause.message : "";
  const timeoutMs = Math.max(1, Math.min(leftMs, PORT_CHECK_MS));
  const acceptsTcp = async () => !peer || isRaw || (await outbound.acceptsTcp(peer, timeoutMs));
  if (/connection (was )?lost|disconnected|reset/i.test(message)) {
    return (await acceptsTcp()) ? "connection-lost" : "unreachable";
  }
  // Whatever the runtime says of it, no connection came about.
  if (peer && isRaw) return classifyConnectError(peer, outbound, timeoutMs);
  if (message.startsWith("internal error")) {
    // Without encryption it is an answer that the runtime cannot read.
    const broken = type === "plain" ? "connection-lost" : "tls";
    return (await acceptsTcp()) ? broken : "name-not-resolved";
  }
  logError("probe", problem, { lost: "check" });
  return null;
}
