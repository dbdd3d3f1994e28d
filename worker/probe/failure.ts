import type { Failure, Unknowable } from "../domain/observation";
import { logProblem } from "../log";
import { whyNoConnection } from "./no-connection";
import { AddressRefused, ConnectionBroken, Unanswered, type Outbound } from "./outbound";
import { isAbort } from "./within";

/** No look at the port takes longer than this: a check ends within its timeout and a second. */
const LOOK_MS = 500;

/**
 * Which failure an error is; null when it is the platform's own and says nothing of the endpoint.
 * The runtime says "Network connection lost." of a refused and of a lost connection alike, and
 * "internal error" of a name and of a handshake alike; whether the port answers tells them apart.
 * The error's own text is dropped: it names addresses.
 */
export async function failureOf(
  problem: unknown,
  outbound: Outbound,
  leftMs: number,
): Promise<Failure | Unknowable | null> {
  if (problem instanceof AddressRefused) return "address-refused";
  if (problem instanceof ConnectionBroken) return "connection-lost";
  const { cause, peer, way } =
    problem instanceof Unanswered ? problem : { cause: problem, peer: null, way: "secure" };
  const isRaw = way === "raw";
  if (isAbort(cause)) return "timeout";
  if (peer && cause instanceof TypeError) return "bad-request";
  const message = cause instanceof Error ? cause.message : "";
  const lookMs = Math.max(1, Math.min(leftMs, LOOK_MS));
  const answers = async () => !peer || isRaw || (await outbound.answersTcp(peer, lookMs));
  if (/connection (was )?lost|disconnected|reset/i.test(message)) {
    return (await answers()) ? "connection-lost" : "unreachable";
  }
  // Whatever the runtime says of it, no connection came about.
  if (peer && isRaw) return whyNoConnection(peer, outbound, lookMs);
  if (message.startsWith("internal error")) {
    // Without encryption it is an answer that the runtime cannot read.
    const broken = way === "plain" ? "connection-lost" : "tls";
    return (await answers()) ? broken : "name-not-resolved";
  }
  logProblem("probe", problem, { lost: "check" });
  return null;
}
