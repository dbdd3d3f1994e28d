import type { Assertion } from "$domain/checks/assertion";
import { composeAddress } from "./address";
import { parseAssertion } from "./assertion-rows";
import { parsePercent } from "./percent";
import {
  hasDaysLeft,
  hasHeaders,
  hasMessage,
  isProbed,
  hasResponseTime,
  type FormValues,
  type TextField,
} from "./fields";

/** What only the form can see to be wrong; everything else is the API's to say. */
export type FormProblem =
  { kind: "whole" | "number" | "percent" } | { kind: "header"; line: number };

export type ParsedEndpointForm = {
  values: FormValues;
  /** As the API takes it, with the fields of its kind alone. */
  body: Record<string, unknown>;
  problems: Partial<Record<string, FormProblem>>;
  /** Where each assertion that is sent was typed: a field of the form, or a row. */
  assertionPaths: string[];
};

/** The endpoint that typed values describe. */
export function endpointBody(values: FormValues): Omit<ParsedEndpointForm, "values"> {
  const { kind } = values;
  const problems: ParsedEndpointForm["problems"] = {};
  const integer = (field: TextField) => {
    const text = values[field].trim();
    if (/^\d+$/.test(text)) return Number(text);
    problems[field] = { kind: "whole" };
    return null;
  };
  const integerOrNull = (field: TextField) => (values[field].trim() === "" ? null : integer(field));
  const sloTarget = values.sloTarget.trim() === "" ? null : parsePercent(values.sloTarget);
  if (sloTarget === null && values.sloTarget.trim() !== "") {
    problems["sloTarget"] = { kind: "percent" };
  }
  const claims = assertionsOf(values, problems, integerOrNull);

  const body = {
    kind,
    name: values.name.trim(),
    tags: listOf(values.tags, ","),
    intervalSeconds: integer("intervalSeconds"),
    failureThreshold: integer("failureThreshold"),
    recoveryThreshold: integer("recoveryThreshold"),
    sloTarget,
    sloWindowDays: integer("sloWindowDays"),
    dependsOn: values.dependsOn,
    ...(kind === "heartbeat" && { graceSeconds: integer("graceSeconds") }),
    ...(isProbed(kind) && {
      url: composeAddress(values),
      timeoutMs: integer("timeoutMs"),
      retryDelaySeconds: integerOrNull("retryDelaySeconds"),
      regions: values.regions,
      regionQuorum: values.regions.length === 0 ? null : integerOrNull("regionQuorum"),
      assertions: claims.map(({ assertion }) => assertion),
    }),
    ...(hasResponseTime(kind) && { degradedAfterMs: integerOrNull("degradedAfterMs") }),
    ...(hasHeaders(kind) && {
      auth: authOf(values),
      headers: headersOf(values.headers, problems),
    }),
    ...((hasMessage(kind) || kind === "http") && {
      body: values.body === "" ? null : values.body,
    }),
    ...(kind === "http" && {
      method: values.method,
      bodyType: values.bodyType,
      maxRedirects: integer("maxRedirects"),
      expectedStatus: listOf(values.expectedStatus, /[\s,]+/),
    }),
  };
  return { body, problems, assertionPaths: claims.map(({ at }) => at) };
}

function assertionsOf(
  values: FormValues,
  problems: ParsedEndpointForm["problems"],
  integerOrNull: (field: TextField) => number | null,
): { assertion: Assertion; at: string }[] {
  const days = hasDaysLeft(values.kind) ? integerOrNull("daysLeft") : null;
  const expiry: Assertion | null = days === null ? null : expiryAssertion(days);
  const rows = values.assertions.flatMap((row, index) => {
    const at = `assertions.${index}`;
    if (row.source === "") return [];
    const assertion = parseAssertion(row);
    if (!assertion) problems[`${at}.expected`] = { kind: "number" };
    return assertion ? [{ assertion, at }] : [];
  });
  return expiry ? [{ assertion: expiry, at: "daysLeft" }, ...rows] : rows;
}

const expiryAssertion = (days: number): Assertion => ({
  source: "daysLeft",
  property: null,
  comparison: "atLeast",
  expected: days,
  severity: "degraded",
});

function authOf({ authType, username, password, token }: FormValues) {
  if (authType === "basic") return { type: "basic", username, password };
  return authType === "bearer" ? { type: "bearer", token: token.trim() } : null;
}

/** One header a line, as in HTTP itself. */
function headersOf(text: string, problems: ParsedEndpointForm["problems"]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    if (colon < 1) problems["headers"] ??= { kind: "header", line: index + 1 };
    else headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return headers;
}

const listOf = (text: string, separator: string | RegExp): string[] => [
  ...new Set(
    text
      .split(separator)
      .map((item) => item.trim())
      .filter(Boolean),
  ),
];
