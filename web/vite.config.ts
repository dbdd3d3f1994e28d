import { sveltekit } from "@sveltejs/kit/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { paraglide } from "./paraglide";

export default defineConfig({ plugins: [tailwindcss(), paraglide(), sveltekit()] });
