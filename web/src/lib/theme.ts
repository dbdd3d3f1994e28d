export const THEMES = ["system", "light", "dark"] as const;
export type ThemePreference = (typeof THEMES)[number];

export const THEME_COOKIE = "pharos_theme";

export const themeOf = (text: string | undefined): ThemePreference =>
  THEMES.find((theme) => theme === text) ?? "system";

const YEAR_SECONDS = 365 * 86_400;

/** Shows a theme at once, and has the server send it from the next page on. */
export function rememberTheme(theme: ThemePreference): void {
  document.documentElement.dataset["theme"] = theme;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
