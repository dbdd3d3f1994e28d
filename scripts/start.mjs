import { startLocalInstance } from "./local-instance.mjs";
import { runMain } from "./run-main.mjs";

await runMain(() => startLocalInstance());
