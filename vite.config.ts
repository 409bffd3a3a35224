import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import { oneCopy } from "./app/launch/one-copy.ts";

declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: false;
  }
}

export default defineConfig({
  plugins: [
    oneCopy(),
    remix({
      ignoredRouteFiles: ["**/.*"],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_routeConfig: true,
        // Single fetch hides the headers of a thrown Response from App Bridge, which needs them to ask again.
        v3_singleFetch: false,
      },
    }),
  ],
  build: { assetsInlineLimit: 0, target: "es2022" },
  optimizeDeps: { include: ["@shopify/app-bridge-react", "@shopify/polaris"] },
});
