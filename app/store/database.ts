import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { PrismaClient } from "./prisma/client.ts";

export type Database = {
  /** The write path: prepared SQL. Questions of a connection are sent without waiting for the answers before them. */
  readonly pool: Pool;
  /** For COPY, whose rows are an answer that only fits where nothing else is on its way. */
  readonly copying: Pool;
  /** The reads of screens and Shopify's sessions; it borrows the same connections. */
  readonly prisma: PrismaClient;
  readonly close: () => Promise<void>;
};

// A connection learns the plans of what it is asked, which takes it longer than the first answers themselves: where an
// order comes every few minutes, it shall not find strangers each time.
const IDLE_MS = 15 * 60_000;

/** Opens the one database. Connects lazily, so an unreachable server shows at the first query. */
export function openDatabase(url: string): Database {
  const connectionString = named(url);
  const pool = patient(new Pool({ connectionString, max: 20, idleTimeoutMillis: IDLE_MS, pipeline: true }));
  const copying = patient(new Pool({ connectionString, max: 1 }));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const close = async () => {
    await prisma.$disconnect();
    await Promise.all([pool.end(), copying.end()]);
  };
  return { pool, copying, prisma, close };
}

function patient(pool: Pool): Pool {
  // A connection that breaks while idle is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  // So is one that breaks between two questions of a transaction: the next question on it fails, and says so to who asks.
  pool.on("connect", (client) => void client.on("error", () => undefined));
  return pool;
}

/** Tells this process's connections from all others, whatever the address calls them. */
function named(url: string): string {
  if (!URL.canParse(url)) return url;
  const address = new URL(url);
  address.searchParams.set("application_name", `tallystick-${process.pid}-${randomBytes(4).toString("hex")}`);
  return address.href;
}
