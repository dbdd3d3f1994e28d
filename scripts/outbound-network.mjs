import { fileURLToPath } from "node:url";

const NAME = "public-internet";

/** What Miniflare calls the service of a Worker of that name: a Worker's way out leads to one. */
const SERVICE = `core:user:${NAME}`;

/**
 * Addresses that lead somewhere private though the runtime takes them for public: those of this very
 * network, and those of IPv6 in which an address of IPv4 is hidden.
 */
const HIDDEN_PRIVATE = ["0.0.0.0/8", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"];

/**
 * Options of a Worker by which the runtime looks at the address that it is about to connect to, by
 * request, socket or redirect, whatever the name resolved to a moment ago. Where private targets are
 * on it connects to anything.
 */
export function outboundOptions({ ALLOW_PRIVATE_TARGETS: allowed }) {
  if (allowed === "true") return {};
  const plugin = { package: fileURLToPath(import.meta.url), name: NAME };
  return {
    outboundService: NAME,
    unsafeBindings: [{ name: NAME, type: NAME, plugin, options: {} }],
  };
}

/** Miniflare has no option for it, and lets a plugin add services to the runtime. */
export const plugins = {
  [NAME]: {
    getBindings: () => [],
    getNodeBindings: () => ({}),
    getServices: () => [
      {
        name: SERVICE,
        network: {
          allow: ["public"],
          deny: HIDDEN_PRIVATE,
          tlsOptions: { trustBrowserCas: true },
        },
      },
    ],
  },
};
