import { paraglideVitePlugin } from "@inlang/paraglide-js";

/** The languages, for everything that is built here. */
export const paraglide = () =>
  paraglideVitePlugin({
    project: "./project.inlang",
    outdir: "./src/lib/paraglide",
    strategy: ["cookie", "preferredLanguage", "baseLocale"],
    cookieName: "pharos_language",
  });
