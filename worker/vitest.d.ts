import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the server that misbehaves. */
    target: string;
  }
}
