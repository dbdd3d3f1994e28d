/** Something the person at the keyboard can mend. Its message says how. */
export class CliError extends Error {}
