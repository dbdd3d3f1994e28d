import type { TestProject } from "vitest/node";
import { startTarget } from "./target.mjs";

/** One misbehaving server for all tests in workerd; they find its address with `inject("target")`. */
export default async function startForTests(project: TestProject) {
  const target = await startTarget();
  project.provide("target", target.url);
  return () => target.close();
}
