export const ERROR_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit_reached: 409,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

/** What a save met that was made over an older version: what is stored, who saved it, and when. */
export type EditConflict = {
  version: number;
  /** Null where it was Pharos itself. */
  by: string | null;
  at: string;
  current: unknown;
};

export type ApiError = {
  error: {
    code: ErrorCode;
    message: string;
    fields?: Record<string, string>;
    conflict?: EditConflict;
  };
};
