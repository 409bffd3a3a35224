import { buildBlocks } from "#app/launch/blocks.ts";
import { findBrowser } from "#app/launch/browser.ts";
import { buildScreens } from "#app/launch/make.ts";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    readonly browserPath: string;
  }
}

/** Builds the screens and the blocks when their sources changed, and finds a browser. */
export default async function setup(project: TestProject): Promise<void> {
  await buildScreens();
  await buildBlocks();
  project.provide("browserPath", await findBrowser());
}
