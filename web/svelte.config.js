import adapter from "@sveltejs/adapter-cloudflare";

/** @type {import("@sveltejs/kit").Config} */
export default {
  kit: {
    adapter: adapter({ config: "wrangler.adapter.toml" }),
    alias: {
      $protocol: "../worker/protocol",
      $domain: "../worker/domain",
      $scripts: ".svelte-kit/scripts",
    },
    // Less than this comes with the page: strangers wait for one answer instead of two.
    inlineStyleThreshold: 65_536,
    csp: {
      // A nonce would be one for all who are shown a page that is kept.
      mode: "hash",
      directives: {
        "default-src": ["none"],
        "script-src": ["self"],
        "style-src": ["self"],
        // SvelteKit hides its route announcer with this one style attribute.
        "style-src-attr": ["unsafe-hashes", "sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo="],
        "img-src": ["self", "data:"],
        "font-src": ["self"],
        "connect-src": ["self"],
        "manifest-src": ["self"],
        "form-action": ["self"],
        "base-uri": ["none"],
        "object-src": ["none"],
        "frame-ancestors": ["none"],
      },
    },
  },
};
