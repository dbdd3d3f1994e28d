export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** The first full minute, or other full step of the clock, after an instant. */
export const nextFull = (step, after) => (Math.floor(after / step) + 1) * step;

export const until = (instant) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - Date.now())));

/** How long a long run takes, from the environment. */
export const minutesOf = (usual) => Number(process.env.MINUTES ?? usual);
