import { sveltekit } from "@sveltejs/kit/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { paraglide } from "./paraglide";

export default defineConfig({
  plugins: [tailwindcss(), paraglide(), sveltekit()],
  environments: {
    client: {
      build: {
        rolldownOptions: {
          // What most pages share comes in one piece: each piece costs a request, and packs less well.
          output: { codeSplitting: { groups: [{ name: "shared", minShareCount: 16 }] } },
        },
      },
    },
  },
});
