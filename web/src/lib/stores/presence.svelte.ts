import { incidentRoom } from "$protocol/rooms";
import { browserRooms } from "$lib/realtime/rooms";

/** Names of the others who have an incident open; of nobody, while nothing is heard. */
export function otherViewers(incidentId: () => string): () => readonly string[] {
  let names = $state.raw<readonly string[]>([]);
  const clear = () => (names = []);
  $effect(() =>
    browserRooms().open(incidentRoom(incidentId()), null, {
      onUpdate: () => undefined,
      onGap: () => undefined,
      onPresence: (others) => (names = others),
      onChange({ state }) {
        if (state !== "connected") clear();
      },
      onEnd: clear,
    }),
  );
  return () => names;
}
