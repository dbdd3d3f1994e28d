import { DAY_MS } from "../domain/schedule";
import type { Failure, Facts, Unknowable } from "../domain/observation";
import { readAddress } from "./parsed-address";
import { testAssertions } from "./assertions";
import type { Look, ProbeKind } from "./contract";
import { BudgetSpent, AddressRefused } from "./outbound";
import { readDomainQuestion } from "./question";
import { askRegistry, registryOf } from "./registry";

/** Asks the registry. One that is broken or away says nothing of the domain. */
export const probeDomain: ProbeKind = async ({ url, assertions }, look) => {
  const known = await registered(url, look);
  if (typeof known === "string") return { outcome: "unknowable", cause: known };
  const responseTime = look.spentMs();
  const failed = (failure: Failure) => ({ outcome: "failed", failure, responseTime }) as const;
  if ("failure" in known) return failed(known.failure);
  const { expiresAt, registrar } = known;
  const facts: Facts = { expiresAt, ...(registrar !== null && { registrar }) };
  const daysLeft = Math.floor((expiresAt - Date.now()) / DAY_MS);
  look.note({ name: "domain", ok: daysLeft >= 0, expected: null, seen: `${daysLeft} days left` });
  if (expiresAt <= Date.now()) return { ...failed("domain-expired"), facts };
  const results = testAssertions(assertions, { daysLeft, registrar: registrar ?? undefined });
  return { outcome: "answered", statusCode: null, responseTime, assertions: results, facts };
};

type Known = { expiresAt: number; registrar: string | null } | { failure: Failure } | Unknowable;

async function registered(url: string, look: Look): Promise<Known> {
  const address = readAddress(url);
  const question = address ? readDomainQuestion(address) : "";
  if (typeof question === "string") return { failure: "address-refused" };
  try {
    const server = question.server ?? (await registryOf(question.name, look));
    if (server === null) return "registry-without-rdap";
    const entry = await askRegistry(server, question.name, look);
    if (entry === "not-registered") return { failure: "domain-not-registered" };
    if (entry === null) return "registry-away";
    const { expiresAt, registrar } = entry;
    return expiresAt === null ? "registry-without-expiry" : { expiresAt, registrar };
  } catch (problem) {
    if (problem instanceof BudgetSpent) throw problem;
    // Only a server that the endpoint names can be one that may not be asked.
    return problem instanceof AddressRefused && question.server !== null
      ? { failure: "address-refused" }
      : "registry-away";
  }
}
