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

/** What a file shows by itself. What needs its types is in `.oxlintrc.json` and, for components, in `eslint.components.config.js`. */
export default defineConfig(
  globalIgnores(["**/.svelte-kit/", "**/.wrangler/", ".e2e/", "web/src/lib/paraglide/"]),
  ts.configs.strict,
  // After the parser of TypeScript, which it wraps.
  svelte.configs.recommended,
  {
    files: ["**/*.svelte", "web/src/**/*.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    // The app stands at the root of its address.
    rules: { "svelte/no-navigation-without-resolve": "off" },
  },
  {
    rules: {
      eqeqeq: "error",
      "no-empty": "error",
      "object-shorthand": "error",
      "prefer-template": "error",
      "no-restricted-syntax": ["error", NO_ENUM, NO_DEFAULT],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      // It is how code says that an index was checked before.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, "readonly"])),
    },
    rules: { "no-undef": "error" },
  },
  {
    files: [
      "**/*.config.{js,ts}",
      "**/*.d.ts",
      "worker/index.ts",
      "worker/test/setup/test-worker.ts",
      "web/e2e/shared-instance.ts",
      "bench/**/worker.ts",
      "worker/test/setup/fake-target.ts",
    ],
    rules: {
      "no-restricted-syntax": ["error", NO_ENUM],
      "@typescript-eslint/consistent-type-definitions": "off",
    },
  },
);
