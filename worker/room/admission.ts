import type { Audience } from "./audience";
import type { Notes } from "./notes";
import type { Sizes } from "./sizes";

/** A part that was full takes people again when so much of it is free. */
const FREE_SHARE = 1 / 4;

export type Admission = "welcome" | "too many" | { elsewhere: number };

type Deps = {
  part: number;
  sizes: Sizes;
  audience: Audience;
  notes: Notes;
  /** Whether this part has begun; one opens only where part 0 has given it a seat. */
  isOpen(): boolean;
  /** Asks part 0 where there is room, saying whether there is some here. */
  seat(isFull: boolean): Promise<number | null>;
};

/** Whether one more may come into a part, or where else. */
export async function admit(address: string | null, deps: Deps): Promise<Admission> {
  const { part, sizes, audience, notes, isOpen, seat } = deps;
  if (address !== null && audience.countOf(address) >= sizes.perAddress) return "too many";
  const isFull = audience.size >= sizes.sockets;
  if (!isFull && (part === 0 || isOpen())) return "welcome";
  notes.set("isFull", isFull);
  const given = await seat(isFull);
  if (given === null) return "too many";
  return given === part ? "welcome" : { elsewhere: given };
}

/** Says once that there is room again. */
export async function freeSeats({ sizes, audience, notes, seat }: Deps): Promise<void> {
  if (!notes.get("isFull") || audience.size > sizes.sockets * (1 - FREE_SHARE)) return;
  notes.set("isFull", false);
  await seat(false);
}
