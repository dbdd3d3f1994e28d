import type { TestProject } from "vitest/node";
import { startTarget } from "../fake-target/server.mjs";

/** One misbehaving server for all tests in workerd; they find it with `inject`. */
export default async function startFakeTarget(project: TestProject) {
  const target = await startTarget();
  project.provide("target", target.url);
  project.provide("rawPorts", target.rawPorts);
  project.provide("tlsPorts", target.tlsPorts);
  project.provide("smtpPort", target.smtpPort);
  return () => target.close();
}
