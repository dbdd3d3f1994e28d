/** A message of the API, which begins as a clause, as a sentence of its own. */
export const capitalizeFirst = (message: string): string =>
  message.charAt(0).toUpperCase() + message.slice(1) + (/[.!?]$/.test(message) ? "" : ".");
