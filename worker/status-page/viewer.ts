import { readPlainCookie } from "./password";

/** What of a visitor decides how a page looks, and nothing else of them. */
export type PageViewer = { language: string; theme: string };

const THEMES = ["light", "dark"];

/** The language that was chosen, else the first that the browser asks for and we speak. */
export function readViewer(request: Request, languages: readonly string[]): PageViewer {
  const chosen = readPlainCookie(request, "pharos_language");
  const theme = readPlainCookie(request, "pharos_theme");
  const asked = [chosen ?? "", ...preferredLanguages(request.headers.get("accept-language") ?? "")];
  return {
    language: asked.find((one) => languages.includes(one)) ?? languages[0]!,
    theme: theme !== null && THEMES.includes(theme) ? theme : "system",
  };
}

/** As who has no more of themselves than that: what is rendered for them may be shown to others alike. */
export function anonymousRequest(
  request: Request,
  url: URL,
  { language, theme }: PageViewer,
): Request {
  return new Request(url, {
    method: request.method === "HEAD" ? "GET" : request.method,
    headers: { cookie: `pharos_language=${language}; pharos_theme=${theme}`, accept: "text/html" },
  });
}

/** Languages by weight, without their regions. Source: RFC 9110, 12.5.4. */
function preferredLanguages(header: string): string[] {
  return header
    .slice(0, 500)
    .split(",")
    .map((range, index) => {
      const [tag = "", ...parameters] = range.trim().split(";");
      const weight = Number(/^\s*q=([\d.]+)/.exec(parameters.join(";"))?.[1] ?? 1);
      return { language: tag.split("-")[0]!.toLowerCase(), weight, index };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .map(({ language }) => language);
}
