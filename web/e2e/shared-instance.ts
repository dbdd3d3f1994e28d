import { variable, createTestInstance } from "./fixtures";

/** What all tests find at the instance that they share, whichever comes first; none changes a setting. */
export default async function prepareSharedInstance(): Promise<void> {
  const world = createTestInstance(variable("PHAROS_URL"), () => {});
  // What tests break at the same time is nothing that belongs together.
  await world.api("PATCH", "/settings", { mergeIncidentsWithinSeconds: 0 });
  // Before the first tick pages say that nobody has looked yet.
  await world.tick();
}
