import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";

/** What a running server tells the other commands, in DATA_DIR/run.json. */
export type Running = {
  readonly pid: number;
  readonly url: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly sandboxUrl: string | null;
  readonly children: Readonly<Record<string, number>>;
};

type Sign = { readonly signPort: number; readonly sign: string };

const fileIn = (dataDir: string): string => join(dataDir, "run.json");

/** The server that runs on this DATA_DIR, or null. A process id may long belong to another program, so the launcher
 * answers on a port of its own with a word that stands only in its file. */
export async function findRunning(dataDir: string): Promise<Running | null> {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return null;
  const { signPort, sign, ...running }: Running & Sign = JSON.parse(readFileSync(file, "utf8"));
  return (await wordFrom(signPort)) === sign ? running : null;
}

/** Gives the sign that this launcher runs. `tell` writes what others may want to know; `end` takes it all back. */
export async function giveSign(dataDir: string): Promise<{ tell: (running: Running) => void; end: () => void }> {
  const sign = randomBytes(16).toString("hex");
  const server = createServer((socket) => void socket.on("error", () => undefined).end(sign)).unref();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const signPort = typeof address === "object" && address ? address.port : 0;
  return {
    tell: (running) => {
      const half = `${fileIn(dataDir)}.${process.pid}`;
      writeFileSync(half, JSON.stringify({ ...running, signPort, sign }, null, 2), { mode: 0o600 });
      renameSync(half, fileIn(dataDir));
    },
    end: () => {
      server.close();
      rmSync(fileIn(dataDir), { force: true });
    },
  };
}

function wordFrom(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    let word = "";
    const socket = connect({ port, host: "127.0.0.1", timeout: 2_000 });
    socket.on("data", (bytes) => (word += bytes));
    socket.on("end", () => resolve(word));
    socket.on("timeout", () => socket.destroy());
    socket.on("error", () => resolve(null));
    socket.on("close", () => resolve(null));
  });
}
