import { DEFAULTS } from "$domain/endpoint";
import type { EndpointView } from "$protocol/api";
import { textOf } from "./form-text";

/** What the fields of the form hold: text as typed. */
export type FormValues = Record<FormField, string>;

export const FORM_FIELDS = [
  "name",
  "url",
  "method",
  "intervalSeconds",
  "timeoutMs",
  "expectedStatus",
  "degradedAfterMs",
  "failureThreshold",
  "recoveryThreshold",
  "headers",
  "body",
  "tags",
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** What only the form can see to be wrong; everything else is the API's to say. */
export type FormProblem = { kind: "number" } | { kind: "header"; line: number };

export type ReadForm = {
  values: FormValues;
  body: Record<string, unknown>;
  problems: Partial<Record<FormField, FormProblem>>;
};

export const readForm = (form: FormData): ReadForm => {
  const values = Object.fromEntries(
    FORM_FIELDS.map((field) => [field, textOf(form, field)]),
  ) as FormValues;
  const { headers, headerProblem } = readHeaders(values.headers);
  const problems: ReadForm["problems"] = headerProblem ? { headers: headerProblem } : {};
  const whole = (field: FormField) => {
    const text = values[field].trim();
    if (/^\d+$/.test(text)) return Number(text);
    problems[field] = { kind: "number" };
    return null;
  };
  const body = {
    name: values.name.trim(),
    url: values.url.trim(),
    method: values.method,
    intervalSeconds: whole("intervalSeconds"),
    timeoutMs: whole("timeoutMs"),
    expectedStatus: values.expectedStatus.split(/[\s,]+/).filter(Boolean),
    degradedAfterMs: values.degradedAfterMs.trim() === "" ? null : whole("degradedAfterMs"),
    failureThreshold: whole("failureThreshold"),
    recoveryThreshold: whole("recoveryThreshold"),
    headers,
    body: values.body === "" ? null : values.body,
    tags: [
      ...new Set(
        values.tags
          .split(",")
          .map((tag) => tag.trim())
          .filter(Boolean),
      ),
    ],
  };
  return { values, body, problems };
};

/** One header a line, as in HTTP itself. */
function readHeaders(text: string) {
  const headers: Record<string, string> = {};
  let headerProblem: FormProblem | null = null;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    if (colon < 1) headerProblem ??= { kind: "header", line: index + 1 };
    else headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return { headers, headerProblem };
}

type Settings = Pick<EndpointView, FormField>;

/** The form's text for settings that exist, or for a new endpoint. */
export const formValues = (settings: Settings): FormValues => ({
  name: settings.name,
  url: settings.url,
  method: settings.method,
  intervalSeconds: String(settings.intervalSeconds),
  timeoutMs: String(settings.timeoutMs),
  expectedStatus: settings.expectedStatus.join(", "),
  degradedAfterMs: settings.degradedAfterMs === null ? "" : String(settings.degradedAfterMs),
  failureThreshold: String(settings.failureThreshold),
  recoveryThreshold: String(settings.recoveryThreshold),
  headers: Object.entries(settings.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n"),
  body: settings.body ?? "",
  tags: settings.tags.join(", "),
});

export const newFormValues = (): FormValues =>
  formValues({
    ...DEFAULTS,
    name: "",
    url: "",
    expectedStatus: [...DEFAULTS.expectedStatus],
    tags: [],
  });

/** An address as people type it: without a scheme it is https, and its host is a good name. */
export function addressOf(typed: string): { url: string; name: string } {
  const text = typed.trim();
  const url = text === "" || /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  return { url, name: URL.parse(url)?.host || text };
}
