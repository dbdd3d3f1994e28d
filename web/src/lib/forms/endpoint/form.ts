import { ENDPOINT_DEFAULTS } from "$domain/checks/endpoint";
import { ENDPOINT_KINDS, type EndpointKind } from "$domain/checks/kinds";
import type { Assertion } from "$domain/checks/assertion";
import type { EndpointView } from "$protocol/api";
import { textField } from "$lib/forms/text-field";
import { addressParts } from "./address";
import { parseAssertionRows, toAssertionRow, sourcesOf } from "./assertion-rows";
import { percentInputText } from "./percent";
import { endpointBody, type ParsedEndpointForm } from "./body";
import { isProbed, KIND_DEFAULTS, TEXT_FIELDS, type FormValues } from "./fields";

export const parseEndpointKind = (text: string | null): EndpointKind =>
  ENDPOINT_KINDS.find((kind) => kind === text) ?? "http";

/** What was posted, and the endpoint that it describes. */
export function parseEndpointForm(form: FormData): ParsedEndpointForm {
  const values = parseFormValues(form);
  return { values, ...endpointBody(values) };
}

/** The fields that a form of this kind has not are as they were before. */
export function parseFormValues(form: FormData, before?: FormValues): FormValues {
  const kind = parseEndpointKind(textField(form, "kind"));
  const absent = before ?? newFormValues(kind);
  const texts = TEXT_FIELDS.map((field) => [
    field,
    form.has(field) ? textField(form, field) : absent[field],
  ]);
  return {
    ...(Object.fromEntries(texts) as FormValues),
    kind,
    dependsOn: form.getAll("dependsOn").map(String),
    regions: isProbed(kind) ? form.getAll("regions").map(String) : absent.regions,
    assertions: parseAssertionRows(form),
  };
}

/** The same of another kind: what was typed stays, and what was not becomes what suits it. */
export function withKind(values: FormValues, kind: EndpointKind): FormValues {
  const [before, after] = [KIND_DEFAULTS[values.kind], KIND_DEFAULTS[kind]];
  const newDefaults = Object.entries(after).filter(
    ([field]) => values[field as keyof typeof after] === before[field as keyof typeof after],
  );
  return {
    ...values,
    ...Object.fromEntries(newDefaults),
    kind,
    url: schemeFor(kind, values.url),
    assertions: values.assertions.filter(({ source }) =>
      sourcesOf(kind).some((candidate) => candidate === source),
    ),
  };
}

/** The same server, spoken to as the kind does. */
const schemeFor = (kind: EndpointKind, url: string): string =>
  kind === "websocket"
    ? url.replace(/^http(s?:)/i, "ws$1")
    : kind === "http"
      ? url.replace(/^ws(s?:)/i, "http$1")
      : url;

type Settings = Omit<
  EndpointView,
  | "id"
  | "pingUrl"
  | "status"
  | "since"
  | "lastCheckedAt"
  | "lastResponseTime"
  | "errorMessage"
  | "uptime24h"
  | "maintenance"
  | "bars"
  | "details"
  | "createdAt"
  | "updatedAt"
>;

/** The form's text for settings that exist. */
export function formValues(settings: Settings): FormValues {
  const { kind, auth } = settings;
  const expiry = settings.assertions.find(isExpiryAssertion);
  return {
    kind,
    name: settings.name,
    tags: settings.tags.join(", "),
    ...addressParts(kind, settings.url ?? ""),
    method: settings.method,
    authType: auth?.type ?? "none",
    username: auth?.type === "basic" ? auth.username : "",
    password: auth?.type === "basic" ? auth.password : "",
    token: auth?.type === "bearer" ? auth.token : "",
    headers: Object.entries(settings.headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n"),
    body: settings.body ?? "",
    bodyType: settings.bodyType,
    maxRedirects: String(settings.maxRedirects),
    expectedStatus: settings.expectedStatus.join(", "),
    daysLeft: expiry ? String(expiry.expected) : "",
    intervalSeconds: String(settings.intervalSeconds),
    graceSeconds: String(settings.graceSeconds),
    timeoutMs: String(settings.timeoutMs),
    degradedAfterMs: textOfNumber(settings.degradedAfterMs),
    failureThreshold: String(settings.failureThreshold),
    recoveryThreshold: String(settings.recoveryThreshold),
    sloTarget: percentInputText(settings.sloTarget),
    sloWindowDays: String(settings.sloWindowDays),
    retryDelaySeconds: textOfNumber(settings.retryDelaySeconds),
    regionQuorum: textOfNumber(settings.regionQuorum),
    regions: [...settings.regions],
    dependsOn: [...settings.dependsOn],
    assertions: settings.assertions.filter((assertion) => assertion !== expiry).map(toAssertionRow),
  };
}

/** What the form of an endpoint would send if nothing were changed. */
export function unchangedEndpoint(endpoint: EndpointView): Record<string, unknown> {
  const { kind: _, ...body } = endpointBody(formValues(endpoint)).body;
  return body;
}

/** The claim behind "degraded when fewer days are left". */
const isExpiryAssertion = ({ source, comparison, severity }: Assertion): boolean =>
  source === "daysLeft" && comparison === "atLeast" && severity === "degraded";

const textOfNumber = (value: number | null): string => (value === null ? "" : String(value));

export const newFormValues = (kind: EndpointKind): FormValues => ({
  ...formValues({
    ...ENDPOINT_DEFAULTS,
    kind,
    name: "",
    url: "",
    expectedStatus: [...ENDPOINT_DEFAULTS.expectedStatus],
    assertions: [],
    regions: [],
    dependsOn: [],
    tags: [],
  }),
  ...KIND_DEFAULTS[kind],
});
