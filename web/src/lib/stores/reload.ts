const KEY = "pharos-reloaded";

/** For a server that no longer speaks this page's version: a second reload would be a loop. */
export function reloadOnce(): void {
  if (sessionStorage.getItem(KEY)) return;
  sessionStorage.setItem(KEY, "1");
  location.reload();
}

export const reloadSettled = (): void => sessionStorage.removeItem(KEY);
