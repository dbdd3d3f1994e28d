import { startLocalInstance } from "./own-instance.mjs";
import { runMain } from "./program.mjs";

await runMain(() => startLocalInstance());
