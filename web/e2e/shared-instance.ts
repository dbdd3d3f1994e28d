import { variable, worldOf } from "./pharos";

/** Settings of the instance that all tests share, made once: none of them changes one. */
export default async function prepareSharedInstance(): Promise<void> {
  const world = worldOf(variable("PHAROS_URL"), () => {});
  // What tests break at the same time is nothing that belongs together.
  await world.api("PATCH", "/settings", { mergeIncidentsWithinSeconds: 0 });
}
