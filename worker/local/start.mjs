import { startOwnInstance } from "./own-instance.mjs";
import { program } from "./program.mjs";

await program(() => startOwnInstance());
