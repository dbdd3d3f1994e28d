import { expect } from "vitest";
import { pretty, recordingOf } from "./frozen";
import type { Entry } from "./requests";

/** Recordings in one folder: entries by what they are about, each of which is a file. */
export function recorder(folder: string) {
  const files = new Map<string, Entry[]>();
  return {
    add(name: string, entry: Entry) {
      files.set(name, [...(files.get(name) ?? []), entry]);
    },
    /** All of them are compared, so that one run shows all that changed. */
    async compare() {
      for (const [name, entries] of files) {
        const file = recordingOf(`${folder}/${name}.json`);
        await expect.soft(pretty(entries)).toMatchFileSnapshot(file);
      }
    },
  };
}
export type Recorder = ReturnType<typeof recorder>;

/** The resource that a path of the API is about. */
export const resourceOf = (path: string): string =>
  /^\/(?:api\/(?:v1\/)?)?([\w-]+)/.exec(path)?.[1] ?? "other";
