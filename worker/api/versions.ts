import type { Context } from "hono";
import { toIso } from "../domain/instant";
import type { Edit, Version, VersionedKind } from "../ports/versions";
import { currentDisplayName } from "./actor";
import type { ApiEnv } from "./context";
import { HttpError, notFound } from "./errors";

/** Others who save at the same moment come first so often at most; then whoever saves is told of them. */
const MAX_ATTEMPTS = 50;

/** What somebody does to an object that others may edit at the same moment. */
type VersionedEdit<Loaded, Saved> = {
  kind: VersionedKind;
  id: string;
  /** Refuses where there is none. */
  load(): Promise<Loaded>;
  /** The object as it is answered: whoever comes too late is shown what is there. */
  view(current: Loaded): unknown;
  /**
   * Writes over the version of `edit` alone, and answers what is there then; null where somebody
   * saved since: nothing is written, and it is looked at anew.
   */
  write(before: Loaded, edit: Edit): Promise<{ saved: Saved; isUnchanged?: boolean } | null>;
};

/**
 * Saves what one changed and nothing else. With `If-Match` only the version that was seen is saved
 * over; without it what others save at the same moment stays as well.
 */
export async function saveEdit<Loaded, Saved>(
  c: Context<ApiEnv>,
  { kind, id, load, view, write }: VersionedEdit<Loaded, Saved>,
): Promise<Saved> {
  const { versions, now } = c.var.ports;
  const seen = ifMatch(c);
  for (let attempt = 0; ; attempt++) {
    // Asked before the object is read: what is saved in between is seen when it is written.
    const found = await versions.find(kind, id);
    const before = await load();
    if (!found) throw notFound(kind, id);
    const { version } = found;
    if ((seen && !seen.includes(version)) || attempt === MAX_ATTEMPTS) {
      throw editConflictError({ ...found, seen: seenText(c), current: await view(before) });
    }
    const written = await write(before, { version, by: currentDisplayName(c), at: now() });
    if (!written) continue;
    if (c.req.method !== "DELETE") setEtag(c, written.isUnchanged ? version : version + 1);
    return written.saved;
  }
}

/** Says which version is answered. To be called before the object is read. */
export async function sendEtag(c: Context<ApiEnv>, kind: VersionedKind, id: string) {
  const found = await c.var.ports.versions.find(kind, id);
  if (found) setEtag(c, found.version);
}

export const setEtag = (c: Context<ApiEnv>, version: number): void => {
  c.header("etag", `"${version}"`);
};

/**
 * The versions that `If-Match` names; null where any will do. What stands between us may have made a
 * tag weak by compressing the answer: it names the same version.
 */
export function ifMatch(c: Context<ApiEnv>): number[] | null {
  const header = c.req.header("if-match")?.trim();
  if (header === undefined || header === "*") return null;
  if (!/^(W\/)?"[^"]*"(\s*,\s*(W\/)?"[^"]*")*$/.test(header)) {
    const problem = 'expected an ETag that was answered before, such as "3", in quotes';
    throw new HttpError("invalid", `If-Match: ${problem}`, { "If-Match": problem });
  }
  return [...header.matchAll(/"(\d{1,10})"/g)].map(([, version]) => Number(version));
}

const seenText = (c: Context<ApiEnv>): string => c.req.header("if-match") ?? "an older one";

type Conflict = Version & { seen: string | number; current: unknown; did?: string | undefined };

/** Whoever comes too late hears who was faster, and what is there now. */
export function editConflictError({ version, by, at, seen, current, did }: Conflict): HttpError {
  const problem = `expected version ${version}, saw ${seen}`;
  const faster = `${by ?? "Pharos"} ${did ?? "changed it"} at ${toIso(at)}`;
  return new HttpError(
    "conflict",
    `${problem}; ${faster}; read it again, then repeat the change`,
    { version: problem },
    { version, by, at: toIso(at), current },
  );
}
