import { DAY_MS } from "../../domain/schedule";
import type { Failure, CheckDetails, InconclusiveReason } from "../../domain/checks/observation";
import { parseAddress } from "../net/parse-address";
import { testAssertions } from "../engine/assertions";
import type { ProbeContext, Probe } from "../engine/types";
import { SubrequestLimitError, BlockedAddressError } from "../net/outbound";
import { parseDomainQuery } from "../net/query-target";
import { queryRdap, findRdapServer } from "../net/rdap";

/** Asks the registry. One that is broken or away says nothing of the domain. */
export const probeDomain: Probe = async ({ url, assertions }, context) => {
  const registration = await loadRegistration(url, context);
  if (typeof registration === "string") return { outcome: "unknowable", cause: registration };
  const responseTime = context.elapsedMs();
  const failed = (failure: Failure) => ({ outcome: "failed", failure, responseTime }) as const;
  if ("failure" in registration) return failed(registration.failure);
  const { expiresAt, registrar } = registration;
  const details: CheckDetails = { expiresAt, ...(registrar !== null && { registrar }) };
  const daysLeft = Math.floor((expiresAt - Date.now()) / DAY_MS);
  context.recordStep({
    name: "domain",
    ok: daysLeft >= 0,
    expected: null,
    actual: `${daysLeft} days left`,
  });
  if (expiresAt <= Date.now()) return { ...failed("domain-expired"), details };
  const results = testAssertions(assertions, { daysLeft, registrar: registrar ?? undefined });
  return { outcome: "answered", statusCode: null, responseTime, assertions: results, details };
};

type Registration =
  { expiresAt: number; registrar: string | null } | { failure: Failure } | InconclusiveReason;

async function loadRegistration(url: string, context: ProbeContext): Promise<Registration> {
  const address = parseAddress(url);
  const question = address ? parseDomainQuery(address) : "";
  if (typeof question === "string") return { failure: "address-refused" };
  try {
    const server = question.server ?? (await findRdapServer(question.name, context));
    if (server === null) return "registry-without-rdap";
    const entry = await queryRdap(server, question.name, context);
    if (entry === "not-registered") return { failure: "domain-not-registered" };
    if (entry === null) return "registry-away";
    const { expiresAt, registrar } = entry;
    return expiresAt === null ? "registry-without-expiry" : { expiresAt, registrar };
  } catch (problem) {
    if (problem instanceof SubrequestLimitError) throw problem;
    // Only a server that the endpoint names can be one that may not be asked.
    return problem instanceof BlockedAddressError && question.server !== null
      ? { failure: "address-refused" }
      : "registry-away";
  }
}
