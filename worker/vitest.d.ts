import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the server that misbehaves. */
    target: string;
    /** Its ports for bare connections, by how they behave. */
    rawPorts: Record<string, number>;
    /** Its ports for TLS, by the certificates. */
    tlsPorts: Record<string, number>;
    /** Of the mail server. */
    smtpPort: number;
    /** Whether a property is tried a few times, or as often as it takes to be believed. */
    depth: "fast" | "deep";
  }
}
