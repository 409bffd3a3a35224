import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { installDebian } from "./debian.ts";
import { Refusal, say } from "./say.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const macApplications = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** The path of a Chromium or Chrome. Installs one when there is none: from Debian's packages as root, else Playwright's. */
export async function findBrowser(): Promise<string> {
  const found = installed() ?? fromDebian() ?? (await fromPlaywright());
  if (found) return found;
  throw new Refusal("No Chromium or Chrome was found and none could be installed: install one and run the tests again.");
}

function installed(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macApplications];
  return candidates.find((path) => existsSync(path)) ?? null;
}

function fromDebian(): string | null {
  installDebian("Chromium", ["chromium", "fonts-liberation"]);
  return installed();
}

async function fromPlaywright(): Promise<string | null> {
  const { chromium } = await import("playwright-core");
  if (!existsSync(chromium.executablePath())) {
    say("Downloading Playwright's Chromium …");
    const command = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
    spawnSync(process.execPath, [command, "install", "chromium"], { stdio: "inherit" });
  }
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}
