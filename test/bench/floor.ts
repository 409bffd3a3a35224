import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { Pool } from "pg";

/** The floor: the least a durable webhook can cost here. A bare server that checks the HMAC and does one INSERT of the
 * raw body, with as many connections as the product has. Run as a process of its own. */

const { PORT = "", DATABASE_URL = "", SECRET = "" } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 20 });
await pool.query(`CREATE TABLE IF NOT EXISTS "floor" ("id" bigserial PRIMARY KEY, "body" bytea NOT NULL)`);

const isSigned = (body: Buffer, hmac: string): boolean => {
  const right = createHmac("sha256", SECRET).update(body).digest();
  const given = Buffer.from(hmac, "base64");
  return given.length === right.length && timingSafeEqual(given, right);
};

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    const body = Buffer.concat(pieces);
    const answer = (status: number) => response.writeHead(status, { "Content-Type": "application/json", "Content-Length": 2 }).end("{}");
    if (!isSigned(body, String(request.headers["x-shopify-hmac-sha256"]))) return void answer(401);
    pool.query({ name: "insert", text: `INSERT INTO "floor" ("body") VALUES ($1)`, values: [body] }).then(
      () => answer(200),
      () => answer(500),
    );
  });
});
server.listen(Number(PORT), "127.0.0.1", () => process.send?.("ready"));
process.once("SIGTERM", () => process.exit(0));
