import type { HandleClientError } from "@sveltejs/kit";

/** A failed fetch is a TypeError: the server, or the way there, is gone. */
export const handleError: HandleClientError = ({ error, status, message }) => {
  if (error instanceof TypeError && status === 500) return { message, code: "unreachable" };
  console.error(error);
  return { message };
};
