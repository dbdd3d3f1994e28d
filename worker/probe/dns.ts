import { testAssertions } from "./assertions";
import { readAddress } from "./parsed-address";
import type { ProbeKind } from "./contract";
import { Unanswered } from "./outbound";
import { readDnsQuestion } from "./question";
import { askResolver, type DnsAnswer } from "./resolver";
import { isAbort } from "./within";

/** Asks a resolver for the records of a name. */
export const probeDns: ProbeKind = async ({ url, assertions }, look) => {
  const address = readAddress(url);
  const question = address ? readDnsQuestion(address) : "";
  if (typeof question === "string") {
    return { outcome: "failed", failure: "address-refused", responseTime: null };
  }
  const answer = await askResolver(question, look.outbound, look.signal).catch(brokenResolver);
  const responseTime = look.spentMs();
  const failure = failureIn(answer);
  if (failure) return { outcome: "failed", failure, responseTime };
  const records = answer?.exists ? answer.records : [];
  const seen = `${records.length} of type ${question.type}`;
  look.note({ name: "records", ok: true, expected: null, seen });
  const results = testAssertions(assertions, { records, responseTime });
  return { outcome: "answered", statusCode: null, responseTime, assertions: results };
};

function failureIn(answer: DnsAnswer | null) {
  if (!answer) return "resolver-failed";
  if (!answer.exists) return "name-not-resolved";
  return answer.records.length === 0 ? "no-records" : null;
}

/** That a resolver cannot be reached is its own failure, not that of the name; late is late. */
function brokenResolver(problem: unknown): null {
  if (problem instanceof Unanswered && !isAbort(problem.cause)) return null;
  throw problem;
}
