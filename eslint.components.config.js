import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";
import config from "./eslint.config.js";

/** `any` cannot be written here; what is left of it comes from types of the platform. */
const OFF_FOR_UNTYPED_LIBRARIES = Object.fromEntries(
  ["argument", "assignment", "call", "member-access", "return"].map((use) => [
    `@typescript-eslint/no-unsafe-${use}`,
    "off",
  ]),
);

/**
 * The rules that need types, for components: oxlint reads none, and TypeScript's own compiler begins
 * anew at each of them, so `npm run test:deep` runs this.
 */
export default defineConfig(
  // Before the parser of Svelte, which wraps that of TypeScript.
  {
    files: ["web/src/**/*.svelte"],
    extends: [ts.configs.strictTypeCheckedOnly],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: [".svelte"] },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      ...OFF_FOR_UNTYPED_LIBRARIES,
      // Our objects are closures: their methods know no `this`.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
    },
  },
  config,
);
