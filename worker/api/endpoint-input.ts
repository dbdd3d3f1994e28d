import * as v from "valibot";
import {
  ADDRESS_EXAMPLES,
  BODY_TYPES,
  ENDPOINT_BOUNDS,
  HTTP_METHODS,
  REGIONS,
  type Endpoint,
} from "../domain/checks/endpoint";
import { ENDPOINT_KINDS, type EndpointKind } from "../domain/checks/kinds";
import { findCycle } from "../domain/status/dependency";
import { isStatusRange } from "../domain/checks/expected-status";
import type { ApiPorts } from "../ports";
import { assertionSchema, assertionErrors } from "./assertion-input";
import { headersSchema } from "./header-input";
import { strictObject, expectedText, ratio, shortText, boundedInteger } from "./input";
import { maskErrors } from "./mask-secrets";

const status = v.pipe(
  v.string(expectedText('a code or a range such as "200-299"')),
  v.check(isStatusRange, expectedText('a code from 100 to 599 or a range such as "200-299"')),
);

const list = <Item extends v.GenericSchema>(
  item: Item,
  { min = 0, max }: { min?: number; max: number },
) =>
  v.pipe(
    v.array(item, expectedText("a list")),
    v.minLength(min, `expected at least ${min}`),
    v.maxLength(max, `expected at most ${max}`),
  );

const uniqueList = <Item extends v.GenericSchema>(item: Item, bounds: { max: number }) =>
  v.pipe(
    list(item, bounds),
    v.check((items) => new Set(items).size === items.length, "expected each once"),
  );

const credential = v.pipe(
  v.string(expectedText("a text")),
  v.minLength(ENDPOINT_BOUNDS.credential.min, "expected a value, saw nothing"),
  v.maxLength(
    ENDPOINT_BOUNDS.credential.max,
    `expected at most ${ENDPOINT_BOUNDS.credential.max} characters`,
  ),
);

const auth = v.nullable(
  v.variant(
    "type",
    [
      strictObject({ type: v.literal("basic"), username: credential, password: credential }),
      strictObject({ type: v.literal("bearer"), token: credential }),
    ],
    expectedText('{ "type": "basic", username, password }, { "type": "bearer", token } or null'),
  ),
);

/** Why an address may not be checked, as a sentence; null when it may. */
type ValidateAddress = ApiPorts["validateAddress"];

const address = (kind: EndpointKind, refused: ValidateAddress) =>
  v.pipe(
    v.string(expectedText(`an address such as ${ADDRESS_EXAMPLES[kind]}`)),
    v.trim(),
    // A fragment is never sent.
    v.transform((url) => url.replace(/#.*$/s, "")),
    v.maxLength(ENDPOINT_BOUNDS.url.max, `expected at most ${ENDPOINT_BOUNDS.url.max} characters`),
    v.check(
      (url) => refused(url, kind) === null,
      ({ input }) => refused(input, kind) ?? "",
    ),
  );

const fields = {
  kind: v.picklist(ENDPOINT_KINDS, expectedText(`one of ${ENDPOINT_KINDS.join(", ")}`)),
  method: v.picklist(HTTP_METHODS, expectedText(`one of ${HTTP_METHODS.join(", ")}`)),
  headers: headersSchema,
  body: v.nullable(
    v.pipe(
      v.string(expectedText("a text or null")),
      v.maxLength(
        ENDPOINT_BOUNDS.body.max,
        `expected at most ${ENDPOINT_BOUNDS.body.max} characters`,
      ),
    ),
  ),
  bodyType: v.picklist(BODY_TYPES, expectedText(`one of ${BODY_TYPES.join(", ")}`)),
  auth,
  maxRedirects: boundedInteger(ENDPOINT_BOUNDS.maxRedirects),
  expectedStatus: list(status, ENDPOINT_BOUNDS.expectedStatus),
  assertions: list(assertionSchema, ENDPOINT_BOUNDS.assertions),
  intervalSeconds: boundedInteger(ENDPOINT_BOUNDS.intervalSeconds),
  graceSeconds: boundedInteger(ENDPOINT_BOUNDS.graceSeconds),
  timeoutMs: boundedInteger(ENDPOINT_BOUNDS.timeoutMs),
  degradedAfterMs: v.nullable(boundedInteger(ENDPOINT_BOUNDS.degradedAfterMs)),
  failureThreshold: boundedInteger(ENDPOINT_BOUNDS.failureThreshold),
  recoveryThreshold: boundedInteger(ENDPOINT_BOUNDS.recoveryThreshold),
  retryDelaySeconds: v.nullable(boundedInteger(ENDPOINT_BOUNDS.retryDelaySeconds)),
  regions: uniqueList(v.picklist(REGIONS, expectedText(`one of ${REGIONS.join(", ")}`)), {
    max: REGIONS.length,
  }),
  regionQuorum: v.nullable(boundedInteger({ min: 1, max: REGIONS.length })),
  dependsOn: uniqueList(shortText({ min: 1, max: 64 }), ENDPOINT_BOUNDS.dependsOn),
  sloTarget: v.nullable(ratio(ENDPOINT_BOUNDS.sloTarget)),
  sloWindowDays: boundedInteger(ENDPOINT_BOUNDS.sloWindowDays),
  tags: list(shortText(ENDPOINT_BOUNDS.tag), ENDPOINT_BOUNDS.tags),
  paused: v.boolean(expectedText("true or false")),
};

/**
 * What may be sent to create an endpoint, a name and an address at least, to change one, any of it,
 * and to try one, without a name. A heartbeat has no address.
 */
export function endpointSchemas(kind: EndpointKind, refused: ValidateAddress) {
  const name = shortText(ENDPOINT_BOUNDS.name);
  const noAddress = v.optional(
    v.pipe(
      v.nullable(v.literal("", expectedText("no address of a heartbeat"))),
      v.transform(() => ""),
    ),
    "",
  );
  const optional = v.partial(v.object(fields)).entries;
  const url = kind === "heartbeat" ? noAddress : address(kind, refused);
  return {
    newEndpoint: strictObject({ name, url, ...optional }),
    endpointChanges: strictObject({ ...v.partial(v.object({ name, url })).entries, ...optional }),
    triedEndpoint: strictObject({
      name: v.optional(name, "-"),
      url,
      id: v.optional(shortText({ min: 1, max: 64 })),
      ...optional,
    }),
  };
}

/** The kind that is being sent; what is none is http here, and named by the schema. */
export function endpointKindOf(body: unknown): EndpointKind {
  const { kind } = body as { kind?: unknown };
  return ENDPOINT_KINDS.find((known) => known === kind) ?? "http";
}

type Ports = Pick<ApiPorts, "validateAssertion" | "endpoints">;

/** What single fields cannot say; answers each field's problem. */
export async function crossFieldErrors(
  endpoint: Omit<Endpoint, "number">,
  ports: Ports,
): Promise<Record<string, string>> {
  const { kind, method, body, bodyType, timeoutMs, degradedAfterMs, regions, regionQuorum } =
    endpoint;
  const problems = {
    ...maskErrors(endpoint),
    ...assertionErrors(kind, endpoint.assertions, ports.validateAssertion),
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
  const dependency = await dependencyError(endpoint, ports);
  return dependency === null ? problems : { ...problems, dependsOn: dependency };
}

async function dependencyError(
  { id, dependsOn }: Pick<Endpoint, "id" | "dependsOn">,
  { endpoints }: Ports,
): Promise<string | null> {
  if (dependsOn.length === 0) return null;
  if (dependsOn.includes(id)) return "expected other endpoints, saw itself";
  const missing = await endpoints.missing(dependsOn);
  if (missing.length > 0) return `expected existing endpoints, saw ${missing.join(", ")}`;
  const known = await endpoints.dependencies();
  const cycle = findCycle(id, new Map([...known, [id, dependsOn]]));
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
