/**
 * `--short` asks the same questions of less: fewer sockets, rounds and seconds on the same code path.
 * It shows that a bench works, and not how fast anything is.
 */
export const isShort = process.argv.includes("--short");

export const scaled = (full, short) => (isShort ? short : full);
