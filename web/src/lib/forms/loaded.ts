import { textField } from "$lib/forms/text-field";

/** Fields of the API; those of a group, such as a channel's settings, each by itself. */
export type FlatFields = Record<string, unknown>;

/** What a form was filled from: which version, and what it would send if nothing were changed. */
export type LoadedForm = { version: string; fields: FlatFields };

/** What somebody else saved since a form was filled, and what was typed there. */
export type EditConflictView = {
  /** Null where it was Pharos itself. */
  by: string | null;
  at: string;
  /** `yours` is left out where only theirs was changed. */
  rows: { field: string; theirs: unknown; yours?: unknown }[];
};

/** What a refused form is shown with. */
export type RefusedEdit = { loaded?: LoadedForm | null; conflict?: EditConflictView | null };

const GROUPS = ["settings", "match", "theme"];

export const flatten = (body: object): FlatFields =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]: [string, unknown]) =>
      GROUPS.includes(name)
        ? Object.entries(value as object).map(([key, inner]) => [
            `${name}.${key}`,
            inner as unknown,
          ])
        : [[name, value]],
    ),
  );

/** The body that sends these fields; a group is sent whole, with what else `all` has of it. */
export function bodyOfFields(changed: FlatFields, all: FlatFields): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(changed)) {
    const [group = "", key] = field.split(".");
    if (key === undefined || !GROUPS.includes(group)) body[field] = value;
    else body[group] ??= groupOf(group, { ...all, ...changed });
  }
  return body;
}

const groupOf = (group: string, fields: FlatFields): FlatFields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([field]) => field.startsWith(`${group}.`))
      .map(([field, value]) => [field.slice(group.length + 1), value]),
  );

export const pickFields = (fields: FlatFields, names: readonly string[]): FlatFields =>
  Object.fromEntries(names.map((name) => [name, fields[name]]));

/** In a form lists of names have no order, and lines end as the browser likes. */
export const isSame = (one: unknown, other: unknown): boolean =>
  canonical(one) === canonical(other);

const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, inner: unknown) => {
    if (typeof inner === "string") return inner.replaceAll("\r\n", "\n");
    const isList = Array.isArray(inner) && inner.every((item) => typeof item === "string");
    return isList ? inner.toSorted() : inner;
  });

/** What a form says that it was filled from; null where it says nothing of it. */
export function parseLoaded(form: FormData): LoadedForm | null {
  try {
    const loaded = JSON.parse(textField(form, "loaded")) as Partial<LoadedForm> | null;
    const { version, fields } = loaded ?? {};
    if (typeof version !== "string" || !/^"\d+"$/.test(version)) return null;
    return typeof fields === "object" ? { version, fields } : null;
  } catch {
    return null;
  }
}
