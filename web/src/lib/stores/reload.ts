const KEY = "pharos-reloaded";

/** For a server that no longer speaks this page's version. False where that was done: no loop. */
export function reloadOnce(): boolean {
  try {
    if (sessionStorage.getItem(KEY)) return false;
    sessionStorage.setItem(KEY, "1");
  } catch {
    // Storage may be refused, in a foreign page's frame: who cannot remember does not start.
    return false;
  }
  location.reload();
  return true;
}

export function clearReloadFlag(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Then nothing was remembered.
  }
}
