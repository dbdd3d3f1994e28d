import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Whether a property is tried a few times, or as often as it takes to be believed. */
    depth: "fast" | "deep";
  }
}
