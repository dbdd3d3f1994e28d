import type { Endpoint } from "../../domain/checks/endpoint";
import { validateAddress, type AddressPolicy } from "../net/address";
import { createOutbound, type Outbound } from "../net/outbound";

/** Of different owners, on different networks, and meant to be asked often. */
const DEFAULT_CHECK_URLS =
  "https://www.google.com/generate_204,https://www.apple.com/library/test/success.html,https://detectportal.firefox.com/success.txt";
const TIMEOUT_MS = 3_000;

/**
 * Which of those that failed cannot be judged, by number: where no anchor answers anything at all,
 * our own network is lost, and public addresses cannot be known. `anchors` are separated by commas.
 */
export async function checkConnectivity(
  failed: readonly Endpoint[],
  policy: AddressPolicy,
  anchors: string = DEFAULT_CHECK_URLS,
): Promise<ReadonlySet<number>> {
  const concerned = failed.filter(isPublic).map(({ number }) => number);
  if (concerned.length === 0) return new Set();
  const outbound = createOutbound(policy);
  const urls = anchors.split(",").flatMap((url) => url.trim() || []);
  const answers = await Promise.all(urls.map((url) => isReachable(url, outbound)));
  const isLost = answers.length > 0 && !answers.some(Boolean);
  return new Set(isLost ? concerned : []);
}

const isPublic = ({ url, kind }: Endpoint): boolean =>
  kind !== "heartbeat" && validateAddress(url, kind, { allowPrivate: false }) === null;

async function isReachable(url: string, outbound: Outbound): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await outbound.fetch(url, { method: "HEAD", signal });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
