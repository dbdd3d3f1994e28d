import type { Region } from "../domain/checks/endpoint";
import type { Env } from "../env";
import { logError } from "../log";
import type { CheckRun, Task } from "../ports/probing";

export type RegionalCheck = CheckRun & { region: Region };
type RegionalCheckRequest = { task: Task; elapsedMs: number; isTest?: boolean };

/** One look from each region of the task, at once. A region that could not look is left out. */
export async function checkFromRegions(
  namespace: Env["REGION_PROBE"],
  { task, elapsedMs, isTest = false }: RegionalCheckRequest,
): Promise<RegionalCheck[]> {
  const checks = await Promise.all(
    task.regions.map(async (region): Promise<RegionalCheck | null> => {
      try {
        const probe = namespace.getByName(region, { locationHint: region });
        return { region, ...((await probe.runCheck(task, elapsedMs, isTest)) as CheckRun) };
      } catch (problem) {
        logError("probe", problem, { lost: "region", region });
        return null;
      }
    }),
  );
  return checks.flatMap((check) => (check?.result ? [check] : []));
}
