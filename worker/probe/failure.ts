import type { Failure } from "../domain/observation";
import { logProblem } from "../log";
import type { AddressPolicy } from "./address";
import { AddressRefused, answersTcp } from "./outbound";

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
  url: string,
  policy: AddressPolicy,
  leftMs: number,
): Promise<Failure | null> {
  if (problem instanceof AddressRefused) return "address-refused";
  if (problem instanceof TypeError) return "bad-request";
  const { name, message } = problem instanceof Error ? problem : { name: "", message: "" };
  if (/^(Timeout|Abort)Error$/.test(name)) return "timeout";
  const answers = () => answersTcp(url, policy, Math.max(0, Math.min(leftMs, LOOK_MS)));
  if (message.includes("connection lost")) {
    return (await answers()) ? "connection-lost" : "unreachable";
  }
  if (message.startsWith("internal error")) return (await answers()) ? "tls" : "name-not-resolved";
  logProblem("probe", problem, { lost: "check" });
  return null;
}
