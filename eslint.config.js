import svelte from "eslint-plugin-svelte";
import { defineConfig, globalIgnores } from "eslint/config";
import ts from "typescript-eslint";
import svelteConfig from "./web/svelte.config.js";

const NO_ENUM = {
  selector: "TSEnumDeclaration",
  message: "A union of literals, not an enum.",
};
const NO_DEFAULT = {
  selector: "ExportDefaultDeclaration",
  message: "A named export, except where a tool or the platform asks for a default.",
};

/** What the untyped scripts may use without importing it. */
const NODE_GLOBALS = [
  "AbortSignal",
  "Buffer",
  "URL",
  "WebSocket",
  "clearInterval",
  "clearTimeout",
  "console",
  "fetch",
  "performance",
  "process",
  "setImmediate",
  "setInterval",
  "setTimeout",
];

export default defineConfig(
  globalIgnores(["**/.svelte-kit/", "**/.wrangler/", ".e2e/", "web/src/lib/paraglide/"]),
  ts.configs.strict,
  svelte.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "no-empty": "error",
      "object-shorthand": "error",
      "prefer-template": "error",
      "no-restricted-syntax": ["error", NO_ENUM, NO_DEFAULT],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ["worker/**/*.ts", "web/src/**/*.ts", "web/src/**/*.svelte", "web/e2e/**/*.ts"],
    ignores: ["worker/local/**"],
    extends: [ts.configs.strictTypeCheckedOnly],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: [".svelte"] },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, "readonly"])),
    },
    rules: { "no-undef": "error" },
  },
  {
    files: ["**/*.test.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["**/*.config.{js,ts}", "**/*.d.ts", "worker/index.ts"],
    rules: {
      "no-restricted-syntax": ["error", NO_ENUM],
      "@typescript-eslint/consistent-type-definitions": "off",
    },
  },
);
