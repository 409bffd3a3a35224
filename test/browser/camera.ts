import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { inject, onTestFinished } from "vitest";
import { qrPng } from "#app/qr/qr.ts";
import { openProfile } from "../setup/browser.ts";
import { PHONE } from "./till.ts";

const [WIDTH, HEIGHT] = [640, 480];

/** A film (YUV4MPEG2) of a QR code that nobody moves, as large as the camera's picture has room for. */
function film(text: string): Buffer {
  const code = PNG.sync.read(qrPng(text));
  const side = Math.min(code.width, HEIGHT);
  const light = Buffer.alloc(WIDTH * HEIGHT, 0xeb);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [fromX, fromY] = [x, y].map((place) => Math.floor(((place + 0.5) * code.width) / side));
      if (code.data[4 * ((fromY ?? 0) * code.width + (fromX ?? 0))] === 0) light[y * WIDTH + x + (WIDTH - side) / 2] = 0x10;
    }
  }
  const frame = [Buffer.from("FRAME\n"), light, Buffer.alloc((WIDTH * HEIGHT) / 2, 0x80)];
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), ...frame, ...frame]);
}

/** A browser whose camera sees this code, once it is allowed to look. */
export async function openCamera(text: string): Promise<BrowserContext> {
  const folder = mkdtempSync(join(tmpdir(), "camera-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "code.y4m");
  writeFileSync(path, film(text));
  const args = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${path}`];
  const browser = await chromium.launch({ executablePath: inject("browserPath"), args });
  onTestFinished(() => browser.close());
  return openProfile(browser, PHONE);
}

/** Lets a page believe that its browser reads codes of these formats by itself, and that each says `text`. */
export async function pretendToRead(page: Page, { formats, text }: { readonly formats: readonly string[]; readonly text: string }): Promise<void> {
  await page.addInitScript(
    ([known, rawValue]) => {
      class Detector {
        static getSupportedFormats = () => Promise.resolve(known);
        detect = () => Promise.resolve([{ rawValue }]);
      }
      Object.assign(window, { BarcodeDetector: Detector });
    },
    [formats, text] as const,
  );
}
