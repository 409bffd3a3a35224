import { PrismaPg } from "prisma-migrate-adapter";

/** The adapter runs a migration statement by statement, splitting at every semicolon, functions included. Here a
 * migration is one query: it is applied whole or not at all. */
class WholeScripts extends PrismaPg {
  override async connect() {
    const connected = await super.connect();
    connected.executeScript = async (script) => void (await connected.underlyingDriver().query(script));
    return connected;
  }
}

// `migrate` leaves a timer of ten seconds behind when its work is done; a timer that long must not keep it alive.
const { setTimeout: set } = globalThis;
globalThis.setTimeout = Object.assign(
  (...[run, ms, ...rest]: Parameters<typeof set>) => {
    const timer = set(run, ms, ...rest);
    return (ms ?? 0) >= 5_000 ? timer.unref() : timer;
  },
  set,
);

// Plain, because the types behind Prisma's defineConfig double the time of a type check.
export default {
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  experimental: { adapter: true },
  engine: "js",
  adapter: async () => new WholeScripts({ connectionString: process.env["DATABASE_URL"], allowExitOnIdle: true }),
};
