import { testAssertions } from "../engine/assertions";
import { parseAddress } from "../net/parse-address";
import type { Probe } from "../engine/types";
import { ConnectError } from "../net/outbound";
import { parseDnsQuery } from "../net/query-target";
import { queryDoh, type DnsAnswer } from "../net/doh";
import { isAbortError } from "../engine/timeout";

/** Asks a resolver for the records of a name. */
export const probeDns: Probe = async ({ url, assertions }, context) => {
  const address = parseAddress(url);
  const question = address ? parseDnsQuery(address) : "";
  if (typeof question === "string") {
    return { outcome: "failed", failure: "address-refused", responseTime: null };
  }
  const answer = await queryDoh(question, context.outbound, context.signal).catch(
    classifyResolverError,
  );
  const responseTime = context.elapsedMs();
  const failure = failureOfAnswer(answer);
  if (failure) return { outcome: "failed", failure, responseTime };
  const records = answer?.exists ? answer.records : [];
  const actual = `${records.length} of type ${question.type}`;
  context.recordStep({ name: "records", ok: true, expected: null, actual });
  const results = testAssertions(assertions, { records, responseTime });
  return { outcome: "answered", statusCode: null, responseTime, assertions: results };
};

function failureOfAnswer(answer: DnsAnswer | null) {
  if (!answer) return "resolver-failed";
  if (!answer.exists) return "name-not-resolved";
  return answer.records.length === 0 ? "no-records" : null;
}

/** That a resolver cannot be reached is its own failure, not that of the name; late is late. */
function classifyResolverError(problem: unknown): null {
  if (problem instanceof ConnectError && !isAbortError(problem.cause)) return null;
  throw problem;
}
