/** Why the server ends a socket. */
export const CLOSE = {
  restart: 1012,
  unexpectedMessage: 4400,
  signIn: 4401,
  notAllowed: 4403,
  noSuchRoom: 4404,
  silentTooLong: 4408,
  versionNotSpoken: 4409,
  tooLarge: 4413,
  tooManyConnections: 4429,
} as const;

const FINAL: ReadonlySet<number> = new Set([
  CLOSE.unexpectedMessage,
  CLOSE.signIn,
  CLOSE.notAllowed,
  CLOSE.noSuchRoom,
  CLOSE.versionNotSpoken,
]);

/** Final codes: the client does not reconnect by itself. */
export const isFinalClose = (code: number): boolean => FINAL.has(code);
