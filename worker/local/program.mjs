import { Problem } from "./problem.mjs";
import { endAllGroups } from "./process-group.mjs";

/**
 * Runs a program. A problem ends it with its sentence, anything else with where it happened; and
 * whatever ends it, everything it started ends first.
 */
export async function program(main) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.once(signal, () => void endAllGroups().then(() => process.exit(0)));
  }
  process.once("uncaughtException", (error) => void fail(error));
  await main().catch(fail);
}

async function fail(error) {
  console.error(error instanceof Problem ? `\n${error.message}` : error);
  await endAllGroups();
  process.exit(1);
}
