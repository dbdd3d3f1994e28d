/** A wait that can be cut short. Only one at a time; ending none does nothing. */
export type Wait = { start(ms: number): Promise<void>; end(): void };

export function createWait(): Wait {
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
    end: () => end(),
  };
}
