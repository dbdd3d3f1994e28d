import type { PublicPage } from "../protocol/public-page";
import type { Rendered } from "./http-cache";
import { escapeHtml } from "./escape";
import { statusSentence } from "./status-text";

const VARIANTS = ["badge", "banner", "list"];

const STYLE = "body{margin:0;font:15px system-ui,sans-serif;color-scheme:light dark}";

/** The widget in a frame, for sites that take no foreign scripts. Without any it is a link that says how it is. */
export async function embedResponse(page: PublicPage, query: URLSearchParams): Promise<Rendered> {
  const variant = VARIANTS.find((one) => one === query.get("variant")) ?? "list";
  const theme = ["light", "dark"].find((one) => one === query.get("theme"));
  const language = /^[a-z]{2}$/.exec(query.get("language") ?? "")?.[0];
  const attributes = [
    `page="${page.slug}" variant="${variant}"`,
    ...(theme ? [`theme="${theme}"`] : []),
    ...(language ? [`language="${language}"`] : []),
  ].join(" ");
  const sentence = escapeHtml(`${page.title}: ${statusSentence(page)}`);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE));
  const hash = Buffer.from(digest).toString("base64");
  return {
    body: `<!doctype html><html lang="${language ?? "en"}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${sentence}</title><style>${STYLE}</style><script src="/widget.js" async></script></head><body><pharos-status ${attributes}><a target="_top" href="/status/${page.slug}">${sentence}</a></pharos-status></body></html>`,
    type: "text/html; charset=utf-8",
    headers: {
      "content-security-policy": `default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors *`,
      "referrer-policy": "same-origin",
    },
  };
}
