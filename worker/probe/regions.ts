import type { Region } from "../domain/endpoint";
import type { Env } from "../env";
import { logProblem } from "../log";
import type { Looked, Task } from "../ports/probing";

export type RegionalLook = Looked & { region: Region };
type Asked = { task: Task; spentMs: number; isTest?: boolean };

/** One look from each region of the task, at once. A region that could not look is left out. */
export async function lookFromRegions(
  namespace: Env["REGION_PROBE"],
  { task, spentMs, isTest = false }: Asked,
): Promise<RegionalLook[]> {
  const looks = await Promise.all(
    task.regions.map(async (region): Promise<RegionalLook | null> => {
      try {
        const probe = namespace.getByName(region, { locationHint: region });
        return { region, ...((await probe.look(task, spentMs, isTest)) as Looked) };
      } catch (problem) {
        logProblem("probe", problem, { lost: "region", region });
        return null;
      }
    }),
  );
  return looks.flatMap((look) => (look?.seen ? [look] : []));
}
