import type { DomainState } from "../domain/pages/domain-state";
import { classifyError } from "../probe/engine/classify-error";
import type { Outbound } from "../probe/net/outbound";
import { readText } from "../probe/net/read-stream";
import { DOMAIN_PROOF_PATH } from "../status-page/domain-proof";

const TIMEOUT_MS = 5_000;
const MAX_PROOF_BYTES = 256;
/** Cloudflare answers with it where a name has no address. */
const ORIGIN_DNS_ERROR = 530;

/**
 * Asks `origin`, such as `https://status.example.com`, for its proof, once and within 5 s. Redirects are
 * not followed: a domain that only redirects here shows no page of its own.
 */
export async function checkDomain(
  origin: string,
  proof: string,
  outbound: Outbound,
): Promise<DomainState> {
  const endsAt = Date.now() + TIMEOUT_MS;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await outbound.fetch(origin + DOMAIN_PROOF_PATH, { signal });
    const text = await readText(response.body, { maxBytes: MAX_PROOF_BYTES, signal });
    if (response.status === ORIGIN_DNS_ERROR) return "waiting-for-dns";
    return response.ok && text === proof ? "active" : "elsewhere";
  } catch (problem) {
    const failure = await classifyError(problem, outbound, endsAt - Date.now());
    if (failure === "name-not-resolved") return "waiting-for-dns";
    return failure === "address-refused" ? "elsewhere" : "unreachable";
  }
}
