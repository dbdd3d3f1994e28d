/** What a person at the keyboard is told once Pharos answers. `doors` is what `/api/v1/setup` says. */
export function startMessage({ url, doors: signInOptions, token, setupToken }) {
  const instructions = signInOptions.isSetup
    ? [
        `Set it up at     ${url}/setup#${setupToken}`,
        `or sign in with  ${token}`,
        "                 (both kept in .dev.vars; the set-up works once)",
      ]
    : [
        `Sign in at       ${url}/login`,
        `as yourself, or  ${token}`,
        "with the token   (kept in .dev.vars)",
      ];
  const lines = [
    `Pharos runs at   ${url}`,
    ...instructions,
    "",
    "Ctrl-C ends it. What it knows stays in .wrangler/state.",
  ];
  return `\n${lines.map((line) => (line ? `  ${line}` : "")).join("\n")}\n`;
}

/** Which ways in there are; where it does not say, the set-up is shown, which refuses if it is done. */
export async function loadSignInOptions(url) {
  try {
    const response = await fetch(`${url}/api/v1/setup`, { signal: AbortSignal.timeout(5_000) });
    if (response.ok) return await response.json();
  } catch {
    // It answered about its health; what it does not say here is not worth failing for.
  }
  return { isSetup: true };
}
