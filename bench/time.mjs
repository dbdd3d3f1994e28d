export const ONE_SECOND_MS = 1_000;
export const ONE_MINUTE_MS = 60 * ONE_SECOND_MS;

/** The first full minute, or other full step of the clock, after an instant. */
export const nextFull = (step, after) => (Math.floor(after / step) + 1) * step;

export const until = (instant) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - Date.now())));

/** How long a long run takes, from the environment. */
export const minutesFromEnvironment = (usual) => Number(process.env.MINUTES ?? usual);
