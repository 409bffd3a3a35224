import { existsSync, rmSync } from "node:fs";
import { buildReader } from "./reader.ts";
import { inRoot } from "./root.ts";
import { makeWhenChanged } from "./stamp.ts";
import { mustRun } from "./tool.ts";

const client = "app/store/prisma";
const schema = ["prisma/schema.prisma", "prisma.config.ts", "node_modules/prisma/package.json"];

/** The Prisma client, from the schema. Needs no database, but Prisma insists on an address. */
export function generateClient(): Promise<boolean> {
  // The part of it that lies in node_modules goes with every install.
  if (!existsSync(inRoot("node_modules/.prisma/client/default.js"))) rmSync(inRoot(client), { recursive: true, force: true });
  return makeWhenChanged(client, schema, () => mustRun("prisma", ["generate"], { ...process.env, DATABASE_URL: "postgresql://127.0.0.1/none" }));
}

// What travels to browsers, and the pages; the server's own modules are no part of the bundle.
const screens = ["app/{routes,ui,locales,engine}/**/*", "app/{root,routes,entry.server,entry.client}.{ts,tsx}", "public/**/*", "vite.config.ts", "app/launch/one-copy.ts", "package-lock.json"];

/** The screens: Remix's server bundle and the files for the browser. */
export async function buildScreens(): Promise<boolean> {
  await buildReader();
  return makeWhenChanged("build", screens, () => mustRun("remix", ["vite:build"], { ...process.env, NODE_ENV: "production" }));
}
