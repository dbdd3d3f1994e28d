/** Why the server ends a socket. */
export const CLOSE_CODES = {
  restart: 1012,
  unexpectedMessage: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  roomNotFound: 4404,
  idleTimeout: 4408,
  unsupportedVersion: 4409,
  tooLarge: 4413,
  tooManyConnections: 4429,
} as const;

const FINAL_CODES: ReadonlySet<number> = new Set([
  CLOSE_CODES.unexpectedMessage,
  CLOSE_CODES.unauthenticated,
  CLOSE_CODES.forbidden,
  CLOSE_CODES.roomNotFound,
  CLOSE_CODES.unsupportedVersion,
]);

/** Final codes: the client does not reconnect by itself. */
export const isFinalClose = (code: number): boolean => FINAL_CODES.has(code);
