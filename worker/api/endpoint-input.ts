import * as v from "valibot";
import {
  ADDRESS_EXAMPLES,
  BODY_TYPES,
  BOUNDS,
  METHODS,
  REGIONS,
  type Endpoint,
} from "../domain/endpoint";
import { KINDS, type Kind } from "../domain/kinds";
import { cycleFrom } from "../domain/dependency";
import { isStatusRange } from "../domain/expected-status";
import type { ApiPorts } from "../ports";
import { assertion, assertionProblems } from "./assertion-input";
import { headers } from "./header-input";
import { exactly, expected, share, shortText, wholeNumber } from "./input";
import { maskProblems } from "./secrets";

const status = v.pipe(
  v.string(expected('a code or a range such as "200-299"')),
  v.check(isStatusRange, expected('a code from 100 to 599 or a range such as "200-299"')),
);

const list = <Item extends v.GenericSchema>(
  item: Item,
  { min = 0, max }: { min?: number; max: number },
) =>
  v.pipe(
    v.array(item, expected("a list")),
    v.minLength(min, `expected at least ${min}`),
    v.maxLength(max, `expected at most ${max}`),
  );

const uniqueList = <Item extends v.GenericSchema>(item: Item, bounds: { max: number }) =>
  v.pipe(
    list(item, bounds),
    v.check((items) => new Set(items).size === items.length, "expected each once"),
  );

const credential = v.pipe(
  v.string(expected("a text")),
  v.minLength(BOUNDS.credential.min, "expected a value, saw nothing"),
  v.maxLength(BOUNDS.credential.max, `expected at most ${BOUNDS.credential.max} characters`),
);

const auth = v.nullable(
  v.variant(
    "type",
    [
      exactly({ type: v.literal("basic"), username: credential, password: credential }),
      exactly({ type: v.literal("bearer"), token: credential }),
    ],
    expected('{ "type": "basic", username, password }, { "type": "bearer", token } or null'),
  ),
);

/** Why an address may not be checked, as a sentence; null when it may. */
type RefusedAddress = ApiPorts["refusedAddress"];

const address = (kind: Kind, refused: RefusedAddress) =>
  v.pipe(
    v.string(expected(`an address such as ${ADDRESS_EXAMPLES[kind]}`)),
    v.trim(),
    v.maxLength(BOUNDS.url.max, `expected at most ${BOUNDS.url.max} characters`),
    v.check(
      (url) => refused(url, kind) === null,
      ({ input }) => refused(input, kind) ?? "",
    ),
  );

const fields = {
  kind: v.picklist(KINDS, expected(`one of ${KINDS.join(", ")}`)),
  method: v.picklist(METHODS, expected(`one of ${METHODS.join(", ")}`)),
  headers,
  body: v.nullable(
    v.pipe(
      v.string(expected("a text or null")),
      v.maxLength(BOUNDS.body.max, `expected at most ${BOUNDS.body.max} characters`),
    ),
  ),
  bodyType: v.picklist(BODY_TYPES, expected(`one of ${BODY_TYPES.join(", ")}`)),
  auth,
  maxRedirects: wholeNumber(BOUNDS.maxRedirects),
  expectedStatus: list(status, BOUNDS.expectedStatus),
  assertions: list(assertion, BOUNDS.assertions),
  intervalSeconds: wholeNumber(BOUNDS.intervalSeconds),
  graceSeconds: wholeNumber(BOUNDS.graceSeconds),
  timeoutMs: wholeNumber(BOUNDS.timeoutMs),
  degradedAfterMs: v.nullable(wholeNumber(BOUNDS.degradedAfterMs)),
  failureThreshold: wholeNumber(BOUNDS.failureThreshold),
  recoveryThreshold: wholeNumber(BOUNDS.recoveryThreshold),
  retryDelaySeconds: v.nullable(wholeNumber(BOUNDS.retryDelaySeconds)),
  regions: uniqueList(v.picklist(REGIONS, expected(`one of ${REGIONS.join(", ")}`)), {
    max: REGIONS.length,
  }),
  regionQuorum: v.nullable(wholeNumber({ min: 1, max: REGIONS.length })),
  dependsOn: uniqueList(shortText({ min: 1, max: 64 }), BOUNDS.dependsOn),
  sloTarget: v.nullable(share(BOUNDS.sloTarget)),
  sloWindowDays: wholeNumber(BOUNDS.sloWindowDays),
  tags: list(shortText(BOUNDS.tag), BOUNDS.tags),
  paused: v.boolean(expected("true or false")),
};

/**
 * What may be sent to create an endpoint, a name and an address at least, to change one, any of it,
 * and to try one, without a name. A heartbeat has no address.
 */
export function endpointSchemas(kind: Kind, refused: RefusedAddress) {
  const name = shortText(BOUNDS.name);
  const noAddress = v.optional(
    v.pipe(
      v.nullable(v.literal("", expected("no address of a heartbeat"))),
      v.transform(() => ""),
    ),
    "",
  );
  const optional = v.partial(v.object(fields)).entries;
  const url = kind === "heartbeat" ? noAddress : address(kind, refused);
  return {
    newEndpoint: exactly({ name, url, ...optional }),
    endpointChanges: exactly({ ...v.partial(v.object({ name, url })).entries, ...optional }),
    triedEndpoint: exactly({
      name: v.optional(name, "-"),
      url,
      id: v.optional(shortText({ min: 1, max: 64 })),
      ...optional,
    }),
  };
}

/** The kind that is being sent; what is none is http here, and named by the schema. */
export function kindOf(body: unknown): Kind {
  const { kind } = body as { kind?: unknown };
  return KINDS.find((known) => known === kind) ?? "http";
}

type Ports = Pick<ApiPorts, "refusedAssertion" | "endpoints">;

/** What single fields cannot say; answers each field's problem. */
export async function problemsTogether(
  endpoint: Omit<Endpoint, "number">,
  ports: Ports,
): Promise<Record<string, string>> {
  const { kind, method, body, bodyType, timeoutMs, degradedAfterMs, regions, regionQuorum } =
    endpoint;
  const problems = {
    ...maskProblems(endpoint),
    ...assertionProblems(kind, endpoint.assertions, ports.refusedAssertion),
  };
  if (kind === "http" && body !== null && (method === "GET" || method === "HEAD")) {
    problems["body"] = `expected no body with ${method}`;
  }
  if (kind === "http" && body !== null && bodyType === "json" && !isJson(body)) {
    problems["body"] = "expected JSON, as its type says";
  }
  if (degradedAfterMs !== null && degradedAfterMs >= timeoutMs) {
    problems["degradedAfterMs"] =
      `expected less than the timeout of ${timeoutMs} ms, saw ${degradedAfterMs}`;
  }
  if (regionQuorum !== null && regionQuorum > regions.length) {
    problems["regionQuorum"] =
      `expected at most the number of regions, ${regions.length}, saw ${regionQuorum}`;
  }
  const dependency = await dependencyProblem(endpoint, ports);
  return dependency === null ? problems : { ...problems, dependsOn: dependency };
}

async function dependencyProblem(
  { id, dependsOn }: Pick<Endpoint, "id" | "dependsOn">,
  { endpoints }: Ports,
): Promise<string | null> {
  if (dependsOn.length === 0) return null;
  if (dependsOn.includes(id)) return "expected other endpoints, saw itself";
  const missing = await endpoints.missing(dependsOn);
  if (missing.length > 0) return `expected existing endpoints, saw ${missing.join(", ")}`;
  const known = await endpoints.dependencies();
  const cycle = cycleFrom(id, new Map([...known, [id, dependsOn]]));
  return cycle && `expected no circle, saw ${cycle.join(" -> ")}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
