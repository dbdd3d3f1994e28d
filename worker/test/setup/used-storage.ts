import { env } from "cloudflare:workers";
import type { Env } from "../../env";

const { DB, CLOCK } = env as unknown as Env;

let touched = true;

/** Whether the database or any Durable Object was asked for something since storage was new. */
export const isTouched = (): boolean => touched;
export const isNew = (): void => void (touched = false);

note(DB, ["prepare", "batch", "exec", "withSession"]);
note(CLOCK, ["get", "getByName"]);

/** All bindings of a kind have one prototype, in the Worker as in its objects. */
function note(binding: object, methods: readonly string[]): void {
  const kind = Object.getPrototypeOf(binding) as Record<string, (...args: unknown[]) => unknown>;
  for (const method of methods) {
    const original = kind[method]!;
    kind[method] = function (...args) {
      touched = true;
      return original.apply(this, args);
    };
  }
}
