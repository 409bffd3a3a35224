import { posix } from "node:path";

/** One import: a room of ours ("engine", "config"), or a package ("zod", "node:*"). */
export type Import = { readonly target: string; readonly isType: boolean };

const builtIn = "node:*";
const shopifyLibrary = ["@shopify/shopify-api", "@shopify/admin-api-client", "@shopify/shopify-app-remix", "@shopify/shopify-app-session-storage"];
const remix = ["@remix-run/node", "@remix-run/react"];
const screenKit = ["react", "@shopify/polaris", "@shopify/polaris-icons", "@shopify/app-bridge-react"];

/** design/house.md, "Who may import whom". `type:` marks what may be imported as a type only. */
const table: Readonly<Record<string, readonly string[]>> = {
  engine: ["engine"],
  providers: ["providers", "engine", "config", "zod", "libsodium-wrappers-sumo", "piscina", "@scure/base", builtIn],
  storefront: ["storefront", "engine", "config", "zod", ...shopifyLibrary, builtIn],
  callbacks: ["callbacks", "engine", "config", "zod", builtIn],
  store: ["store", "engine", "config", "@prisma/adapter-pg", "@prisma/client", "pg", "pg-copy-streams", "zod", ...shopifyLibrary, "@shopify/shopify-app-session-storage-prisma", builtIn],
  commands: ["commands", "engine", "store", "providers", "type:context", builtIn],
  doors: ["doors", "commands", "store", "engine", "storefront", "providers", "config", "metrics", "qr", "type:context", "zod", "hono", "@hono/node-server", "@hono/zod-openapi", "ipaddr.js", "jose", builtIn],
  routes: ["routes", "ui", "commands", "store", "engine", "providers", "locales", "shopify", "context", ...remix, ...screenKit, "@shopify/shopify-app-remix", "qr"],
  ui: ["ui", "engine", "locales", "@remix-run/react", ...screenKit],
  locales: ["locales"],
  // One maker of QR codes for pages and mails: dark on light, level M, quiet zone.
  qr: ["qr", "qrcode", builtIn],
  workers: ["workers", "commands", "store", "storefront", "callbacks", "providers", "engine", "context", "config", "process", "metrics", "traces", "log", "bullmq", "ioredis", builtIn],
  cli: ["cli", "engine", "commands", "context", "config", "store", "workers", "zod", builtIn],
  sandbox: ["sandbox", "engine", "providers", "qr", "graphql", "hono", "@hono/node-server", "liquidjs", "zod", builtIn],
  // They speak HTTP with the app, like any shopper's page.
  extensions: ["extensions", "preact", "@shopify/ui-extensions"],
  launch: ["launch", "type:config", "config", "pg", "esbuild", "vite", "vitest", "playwright-core", builtIn],
  config: ["zod", builtIn],
  log: ["type:config", "pino"],
  process: ["config", builtIn],
  metrics: ["metrics", "engine", "store", "readiness", "process", "type:config", "type:commands", "type:context", "type:storefront", "type:traces", "type:pg", "prom-client", builtIn],
  readiness: [],
  traces: ["otlp", builtIn],
  otlp: ["type:traces", "@opentelemetry/api", "@opentelemetry/exporter-trace-otlp-http", "@opentelemetry/resources", "@opentelemetry/sdk-trace", builtIn],
  shopify: ["type:config", "type:log", ...shopifyLibrary],
};

// The composition root, and the two halves of the one server it is made of, see everything.
const roots = ["server", "context", "people", "headers", "access", "sockets", "screens"];

/** Which room a file belongs to, or null. */
export function roomOf(file: string): string | null {
  if (file.startsWith("workers/")) return "workers";
  if (file.startsWith("extensions/")) return "extensions";
  const [, first = "", second] = file.split("/");
  if (second !== undefined) return first in table ? first : null;
  if (/^(root\.tsx|routes\.ts|entry\.(server|client)\.tsx|vite-env\.d\.ts)$/.test(first)) return "screens";
  const [name = ""] = first.split(".");
  return name in table || roots.includes(name) ? name : null;
}

/** What a file imports, statically, dynamically and by re-export. */
export function importsOf(file: string, source: string): readonly Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const statics = [...code.matchAll(/^\s*(import|export)\s+(type\s)?([^;"'`]*?\sfrom\s+)?["']([^"'\n]+)["']/gm)];
  const dynamics = [...code.matchAll(/\bimport\(\s*["']([^"'\n]+)["']/g)];
  return [
    ...statics.map(([, , type, names, specifier = ""]) => ({ target: targetOf(file, specifier), isType: Boolean(type) || onlyTypes(names ?? "") })),
    ...dynamics.map(([, specifier = ""]) => ({ target: targetOf(file, specifier), isType: false })),
  ];
}

export function isAllowed(file: string, { target, isType }: Import): boolean {
  const room = roomOf(file);
  if (room === null) return false;
  if (roots.includes(room)) return true;
  const row = table[room] ?? [];
  // Set-up runs the commands directly, and what an operator does at the machine needs its database, also when no server
  // runs or nothing answers; the rest of the tool is a client of the HTTP API.
  if (room === "cli" && ["commands", "context", "config", "store", "workers"].includes(target)) return /^app\/cli\/(setup|commands|main|backup|restore|discard|verify|doctor|rotate)/.test(file);
  if (room === "sandbox" && target === "providers") return true;
  return row.includes(target) || (isType && row.includes(`type:${target}`));
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith("node:")) return builtIn;
  if (specifier.startsWith("#workers/")) return "workers";
  if (specifier.startsWith("#app/")) return roomOf(`app/${specifier.slice(5)}`) ?? specifier;
  if (specifier.startsWith(".")) return roomOf(posix.join(posix.dirname(file), specifier)) ?? specifier;
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

const onlyTypes = (names: string): boolean => {
  const inside = /^\{([^}]*)\}\s+from/.exec(names)?.[1]?.split(",").map((name) => name.trim()).filter(Boolean);
  return inside !== undefined && inside.length > 0 && inside.every((name) => name.startsWith("type "));
};
