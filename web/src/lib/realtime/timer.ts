/** A wait that can be cut short. Only one at a time; ending none does nothing. */
export type Timer = { start(ms: number): Promise<void>; cancel(): void };

export function createTimer(): Timer {
  let end = () => {};
  return {
    start: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    cancel: () => end(),
  };
}
