import type { RequestEvent } from "@sveltejs/kit";
import type { ApiError } from "$protocol/errors";
import { MASKED_SECRET } from "$protocol/api";
import {
  bodyOfFields,
  flatten,
  isSame,
  pickFields,
  type EditConflictView,
  type FlatFields,
  type LoadedForm,
  type RefusedEdit,
} from "$lib/forms/loaded";
import { loadVersioned, writeToApi } from "./api";

/** Others who save other fields come first so often at most. */
const MAX_ATTEMPTS = 5;

type Event = Pick<RequestEvent, "fetch" | "url">;

/** An object to be edited, and what its form is filled from. */
export async function loadForEdit<View>(
  event: Event,
  path: string,
  bodyOf: (view: View) => object,
): Promise<{ view: View; loaded: LoadedForm }> {
  const { answer, etag } = await loadVersioned<View>(event, path);
  return { view: answer, loaded: { version: etag, fields: flatten(bodyOf(answer)) } };
}

type Edit<View> = {
  /** Null where the form did not say: then all of it is sent. */
  loaded: LoadedForm | null;
  /** All that the form has. */
  body: object;
  bodyOf: (view: View) => object;
  /** What has to be sent with what was changed; `stored` is the version that is saved over. */
  complete?: (
    body: Record<string, unknown>,
    stored: FlatFields,
  ) => Record<string, unknown> | Promise<Record<string, unknown>>;
};

export type RefusedSave = { status: number; error: ApiError["error"] } & RefusedEdit;

/** `answer` is null where nothing was changed, and so nothing was sent. */
export type EditResult<View = unknown> =
  { ok: true; loaded: LoadedForm | null; answer: View | null } | ({ ok: false } & RefusedSave);

/**
 * Sends what was changed since the form was filled, over that version alone. Where somebody else saved
 * other fields, both are stored; where it is the same field, nothing is, and both are shown.
 */
export async function saveChanges<View>(
  event: Event,
  path: string,
  { loaded, body, bodyOf, complete = (given) => given }: Edit<View>,
): Promise<EditResult<View>> {
  const typed = flatten(body);
  const before = loaded?.fields ?? {};
  const mine = Object.keys(typed).filter((field) => !isSame(typed[field], before[field]));
  if (loaded && mine.length === 0) return { ok: true, loaded, answer: null };
  let [version, stored] = [loaded?.version, before];
  for (let attempt = 1; ; attempt++) {
    const changed = pickFields(typed, mine);
    const patch = await complete(bodyOfFields(changed, stored), stored);
    const written = await writeToApi<View>(event, "PATCH", path, patch, version);
    if (written.ok) {
      const { answer, etag } = written;
      const fields = flatten(bodyOf(answer));
      return { ok: true, loaded: { version: etag ?? "", fields }, answer };
    }
    const { status, error } = written;
    const { conflict: met } = error;
    if (!met || !loaded) return { ok: false, status, error, loaded, conflict: null };
    stored = flatten(bodyOf(met.current as View));
    version = `"${met.version}"`;
    const clashing = clashes({ typed, before, stored, mine });
    if (clashing.length > 0 || attempt === MAX_ATTEMPTS) {
      // Saved again, what was typed is saved over what is shown now.
      const fields = { ...before, ...pickFields(stored, clashing) };
      const rows = conflictRows({ typed, before, stored, mine }, clashing);
      const conflict = { by: met.by, at: met.at, rows };
      return { ok: false, status, error, loaded: { version, fields }, conflict };
    }
  }
}

type Sides = { typed: FlatFields; before: FlatFields; stored: FlatFields; mine: readonly string[] };

/** What both changed, to different values. Nobody can tell whether a secret was. */
const clashes = ({ typed, before, stored, mine }: Sides): string[] =>
  mine.filter(
    (field) =>
      isHidden(stored, field) ||
      (!isSame(stored[field], before[field]) && !isSame(stored[field], typed[field])),
  );

const isHidden = (stored: FlatFields, field: string): boolean =>
  !(field in stored) || JSON.stringify(stored[field] ?? null).includes(MASKED_SECRET);

const conflictRows = (
  { typed, before, stored, mine }: Sides,
  clashing: readonly string[],
): EditConflictView["rows"] =>
  [...new Set([...Object.keys(stored), ...clashing])]
    .filter((field) => clashing.includes(field) || !isSame(stored[field], before[field]))
    .map((field) => {
      const [theirs, yours] = field in stored ? [stored[field], typed[field]] : NEVER_SHOWN;
      return { field, theirs, ...(mine.includes(field) && { yours }) };
    });

const NEVER_SHOWN = [MASKED_SECRET, MASKED_SECRET];
