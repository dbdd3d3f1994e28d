import type { Failure } from "../domain/observation";
import type { AddressPolicy } from "./address";
import { AddressRefused, answersTcp } from "./outbound";

/** No look at the port takes longer than this: a check ends within its timeout and a second. */
const LOOK_MS = 500;

/**
 * Which failure an error is. The runtime says "Network connection lost." of a refused and of a lost
 * connection alike, and "internal error" of a name and of a handshake alike; whether the port
 * answers tells them apart. The error's own text is dropped: it names addresses.
 */
export async function failureOf(
  problem: unknown,
  url: string,
  policy: AddressPolicy,
  leftMs: number,
): Promise<Failure> {
  if (problem instanceof AddressRefused) return "address-refused";
  if (problem instanceof Error && /^(Timeout|Abort)Error$/.test(problem.name)) return "timeout";
  if (problem instanceof TypeError) return "bad-request";
  const isLost = problem instanceof Error && problem.message.includes("connection lost");
  const answers = await answersTcp(url, policy, Math.max(0, Math.min(leftMs, LOOK_MS)));
  if (isLost) return answers ? "connection-lost" : "unreachable";
  return answers ? "tls" : "name-not-resolved";
}
