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

/** `any` cannot be written here; what is left of it comes from types of the platform. */
const OFF_FOR_UNTYPED_LIBRARIES = Object.fromEntries(
  ["argument", "assignment", "call", "member-access", "return"].map((use) => [
    `@typescript-eslint/no-unsafe-${use}`,
    "off",
  ]),
);

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
  {
    files: ["worker/**/*.ts", "web/src/**/*.ts", "web/src/**/*.svelte", "web/e2e/**/*.ts"],
    ignores: ["worker/test/**"],
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
