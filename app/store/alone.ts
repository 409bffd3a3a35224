import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";

/** Does something while nobody else does it under that name, in this process or another. */
export type Alone = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export type Solitude = { readonly alone: Alone; readonly close: () => Promise<void> };

const LOOK_AGAIN_MS = 50;
const PATIENCE_MS = 30_000;

/**
 * Advisory locks of one connection, opened at first use, however many names are held: what is done alone may wait long
 * for the outside, and must not keep the pool's connections meanwhile. With the connection its locks are lost too, so
 * this spares work done twice; what must never happen twice needs more.
 */
export function openSolitude(url: string): Solitude {
  let connection: Promise<Client> | null = null;
  const ahead = new Map<string, Promise<unknown>>();

  const connected = (): Promise<Client> => {
    if (connection) return connection;
    // An old connection may say twice, and late, that it is lost: by then there is another.
    const lost = () => void (connection === opened && (connection = null));
    const opened: Promise<Client> = connect(url, lost);
    opened.catch(lost);
    return (connection = opened);
  };

  const locked = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const client = await holding(connected, name);
    try {
      return await work();
    } finally {
      await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]).catch(() => undefined);
    }
  };

  return {
    // A lock belongs to the connection: here, who comes later waits for who came first.
    alone(name, work) {
      const turn = (ahead.get(name) ?? Promise.resolve()).then(() => locked(name, work));
      const over = turn.catch(() => undefined).finally(() => ahead.get(name) === over && ahead.delete(name));
      ahead.set(name, over);
      return turn;
    },
    close: async () => void (await (await connection?.catch(() => null))?.end().catch(() => undefined)),
  };
}

async function connect(url: string, lost: () => void): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on("error", lost);
  client.on("end", lost);
  await client.connect();
  return client;
}

async function holding(connected: () => Promise<Client>, name: string): Promise<Client> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const client = await connected();
    const { rows } = await client.query<{ isMine: boolean }>(`SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "isMine"`, [name]);
    if (rows[0]?.isMine) return client;
    if (performance.now() > until) throw new Error(`somebody else has held ${name} for too long`);
    await wait(LOOK_AGAIN_MS);
  }
}
