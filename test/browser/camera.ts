import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type jsQR from "jsqr";
import { PNG } from "pngjs";
import { chromium, type BrowserContext } from "playwright-core";
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

/**
 * Gives the browser the ability to read codes, which phones and Macs have and Linux lacks, by a reader of another make.
 * It sees nothing while the page's `isBlind` is set.
 */
export async function teachToRead(profile: BrowserContext): Promise<void> {
  await profile.addInitScript({ path: createRequire(import.meta.url).resolve("jsqr") });
  await profile.addInitScript(() => {
    const read = Reflect.get(window, "jsQR") as typeof jsQR;
    class Detector {
      static getSupportedFormats = () => Promise.resolve(["qr_code"]);
      detect(video: HTMLVideoElement) {
        const [width, height] = [video.videoWidth, video.videoHeight];
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const pen = canvas.getContext("2d");
        pen?.drawImage(video, 0, 0);
        const seen = Reflect.get(window, "isBlind") === true ? undefined : pen?.getImageData(0, 0, width, height).data;
        const found = seen && read(seen, width, height);
        return Promise.resolve(found ? [{ rawValue: found.data }] : []);
      }
    }
    Object.assign(window, { BarcodeDetector: Detector });
  });
}
