import { isIP } from "node:net";
import { z } from "zod";

/** The environment is wrong; the message is one sentence for the person who set it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type Config = {
  readonly mode: "sandbox" | "live";
  readonly role: "all" | "web" | "worker";
  readonly port: number;
  readonly bind: string;
  /** Where browsers and Shopify reach us; no slash at the end. */
  readonly appUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly dataDir: string;
  readonly shopify: {
    readonly apiKey: string;
    /** The first signs and checks our tokens; all of them verify webhooks while one is being replaced. */
    readonly apiSecrets: readonly [string, ...string[]];
    readonly scopes: readonly string[];
    /** Admin API calls go to this origin as `/{shop}/admin/…`; null: to the shop itself. */
    readonly origin: string | null;
    /** Replaces Shopify's App Bridge script; the library reads the same variable for its own pages. Null: Shopify's. */
    readonly appBridgeUrl: string | null;
  };
  readonly metrics: {
    /** Who bears it may read the metrics on any port; null: nobody may but on the port below, and in the sandbox this machine. */
    readonly token: string | null;
    /** A port of this process for whoever watches it; null: none. */
    readonly port: number | null;
    readonly bind: string;
  };
  /** Where spans are sent, as OTLP over HTTP; null: none are made. */
  readonly tracesTo: string | null;
  /** How long a process that was told to stop says so at /ready before it takes no new connection. */
  readonly drainSeconds: number;
  /** CIDR ranges whose word about the client's address we take. */
  readonly trustedProxies: readonly string[];
  /** 32 bytes each. The first encrypts; all of them decrypt while one is being replaced. */
  readonly encryptionKeys: readonly [Buffer, ...Buffer[]];
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
};

/** What an empty environment means. */
export const defaults = { port: 3000, bind: "127.0.0.1", dataDir: "./data", scopes: "read_orders,write_orders,read_products", metricsBind: "127.0.0.1", drainSeconds: 0, logLevel: "info" } as const;

/** Reads and checks the environment. Throws a ConfigError naming the first wrong variable. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim())));
  if (!parsed.success) throw wrong(parsed.error.issues[0]);
  const vars = parsed.data;
  const mode = vars.TALLY_MODE ?? (vars.SHOPIFY_API_KEY || vars.SHOPIFY_API_SECRET ? "live" : "sandbox");
  const appUrl = vars.SHOPIFY_APP_URL ?? hostUrl(vars.HOST);
  if (mode === "live") refuseUnfitForLive(vars, appUrl);
  refuseOpenMetrics(vars);
  return {
    mode,
    role: vars.ROLE,
    port: vars.PORT,
    bind: vars.BIND,
    appUrl: appUrl ?? `http://${vars.BIND === "0.0.0.0" || vars.BIND === "::" ? "127.0.0.1" : bracketed(vars.BIND)}:${vars.PORT}`,
    databaseUrl: vars.DATABASE_URL,
    redisUrl: vars.REDIS_URL ?? null,
    dataDir: vars.DATA_DIR,
    shopify: {
      apiKey: needed("SHOPIFY_API_KEY", vars.SHOPIFY_API_KEY),
      apiSecrets: needed("SHOPIFY_API_SECRET", vars.SHOPIFY_API_SECRET),
      scopes: vars.SCOPES,
      origin: vars.SHOPIFY_ORIGIN ?? null,
      appBridgeUrl: vars.APP_BRIDGE_URL ?? null,
    },
    metrics: { token: vars.METRICS_TOKEN ?? null, port: vars.METRICS_PORT ?? null, bind: vars.METRICS_BIND },
    tracesTo: vars.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, "") ?? null,
    drainSeconds: vars.DRAIN_SECONDS,
    trustedProxies: vars.TRUSTED_PROXIES,
    encryptionKeys: needed("ENCRYPTION_KEY", vars.ENCRYPTION_KEY),
    logLevel: vars.LOG_LEVEL,
  };
}

/** The configuration of this process. The one place that reads its environment. */
export function loadConfig(): Config {
  return readConfig(process.env);
}

const list = z.string().transform((text) => text.split(",").map((part) => part.trim()).filter(Boolean));

const someOf = (what: string) =>
  list.refine((parts) => parts.length > 0, `names no ${what}`).transform((parts) => parts as [string, ...string[]]);

const origin = z.string().refine(isWebUrl, "is not an http or https address").transform((text) => new URL(text).origin);

const databaseAddress = z.string({ error: "is missing: `npm start` brings a database of its own, anything else must name one" });

const key = z.string().transform((text, context) => {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  if (bytes.length === 32) return bytes;
  context.addIssue({ code: "custom", message: "is not 32 bytes in hex or base64 (make one with `openssl rand -base64 32`)" });
  return z.NEVER;
});

const portNumber = z.string().regex(/^\d{1,5}$/, "is not a port number").transform(Number).refine((port) => port < 65_536, "is not a port number");

const bindAddress = z.string().refine((text) => text === "localhost" || isIP(text) > 0, "is not an IP address");

const environment = z.object({
  TALLY_MODE: z.enum(["sandbox", "live"], { error: "is neither sandbox nor live" }).optional(),
  ROLE: z.enum(["all", "web", "worker"], { error: "is none of all, web and worker" }).default("all"),
  PORT: portNumber.default(defaults.port),
  BIND: bindAddress.default(defaults.bind),
  HOST: z.string().optional(),
  DATABASE_URL: databaseAddress.regex(/^postgres(ql)?:\/\/\S+$/, "does not begin with postgresql://"),
  REDIS_URL: z.string().regex(/^rediss?:\/\/\S+$/, "does not begin with redis:// or rediss://").optional(),
  DATA_DIR: z.string().default(defaults.dataDir),
  SHOPIFY_API_KEY: z.string().optional(),
  SHOPIFY_API_SECRET: someOf("secret").optional(),
  SHOPIFY_APP_URL: origin.optional(),
  SCOPES: someOf("scope").default(["read_orders", "write_orders", "read_products"]),
  SHOPIFY_ORIGIN: origin.optional(),
  APP_BRIDGE_URL: z.string().refine(isWebUrl, "is not an http or https address").optional(),
  METRICS_TOKEN: z.string().regex(/^\S{16,}$/, "is shorter than 16 characters, or has spaces").optional(),
  METRICS_PORT: portNumber.optional(),
  METRICS_BIND: bindAddress.default(defaults.metricsBind),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().refine(isWebUrl, "is not an http or https address").optional(),
  DRAIN_SECONDS: z.string().regex(/^\d{1,2}$/, "is not a number of seconds below 100").transform(Number).default(defaults.drainSeconds),
  TRUSTED_PROXIES: list.refine((ranges) => ranges.every(isRange), "is not a list of addresses or CIDR ranges").default([]),
  ENCRYPTION_KEY: someOf("key").pipe(z.tuple([key], key)).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], { error: "is no level of pino's" }).default(defaults.logLevel),
});

type Environment = z.infer<typeof environment>;

function refuseUnfitForLive(vars: Environment, appUrl: string | null): void {
  if (appUrl === null) throw new ConfigError("SHOPIFY_APP_URL is missing: in live mode it says where Shopify reaches this app.");
  if (!appUrl.startsWith("https:") && !isLoopback(appUrl)) throw new ConfigError("SHOPIFY_APP_URL is not https, and Shopify loads nothing else.");
  if (vars.APP_BRIDGE_URL && !isLoopback(vars.APP_BRIDGE_URL))
    throw new ConfigError("APP_BRIDGE_URL is refused in live mode unless it is loopback: it would run as the merchant.");
  if (vars.SHOPIFY_ORIGIN && !isLoopback(vars.SHOPIFY_ORIGIN))
    throw new ConfigError("SHOPIFY_ORIGIN is refused in live mode unless it is loopback: it would receive the shop's tokens.");
}

function refuseOpenMetrics({ METRICS_PORT: port, METRICS_BIND: bind, METRICS_TOKEN: token }: Environment): void {
  if (port === undefined || token !== undefined || isLoopback(`http://${bracketed(bind)}`)) return;
  throw new ConfigError("METRICS_BIND lets other machines in, so METRICS_TOKEN must say which: set it, or bind to 127.0.0.1.");
}

// Shopify's command line passes the tunnel's address as HOST; other systems put a host name there, which says nothing.
const hostUrl = (host: string | undefined): string | null => (host && isWebUrl(host) ? new URL(host).origin : null);

function needed<T>(name: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new ConfigError(`${name} is missing: set it in the environment or in .env, or unset all Shopify credentials for the sandbox.`);
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isLoopback(url: string): boolean {
  const host = new URL(url).hostname;
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const widest = isIP(address) === 6 ? 128 : 32;
  return isIP(address) > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest));
}

const bracketed = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address);

const wrong = (issue: { path: PropertyKey[]; message: string } | undefined): ConfigError =>
  new ConfigError(`${String(issue?.path[0])} ${issue?.message}.`);
