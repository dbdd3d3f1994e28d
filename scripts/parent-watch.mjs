// Loaded into the runtime's process: when whoever started it is gone, however that ended, the pipe
// to it closes, and everything in this process group goes too.
process.stdin.on("end", () => process.kill(0, "SIGKILL")).resume();
process.stdin.unref();
