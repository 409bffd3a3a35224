import type { Memory } from "../child.ts";
import { closedLoop, type Measured } from "../load.ts";
import { faults, isObeyed, orderRequests, summed } from "../race.ts";
import { bare, type Measure, type Row } from "../row.ts";

const name = "memory-web";
const PARTS = 10;
/** What a collector leaves lying about is no growth. */
const NOISE = 4 * 2 ** 20;

/** The web server's memory after a tenth of the orders and after all of them, garbage collected both times. */
export const memory: Measure = {
  name,
  when: "full",
  world: "memory",
  run: async (hall): Promise<Row> => {
    const product = await hall.own("memory", () => Promise.resolve());
    const part = Math.ceil(hall.options.old / 10 / PARTS);
    const ran: Measured[] = [];
    const seen: Memory[] = [];
    for (let index = 0; index < PARTS; index++) {
      ran.push(await closedLoop({ port: product.port, isRight: isObeyed }, [orderRequests(part)], 600));
      seen.push(await product.web.memory());
      hall.say(`${name}: ${(index + 1) * part} orders, ${told(seen.at(-1))}`);
    }
    const [first, last] = [seen.at(0), seen.at(-1)];
    const grown = (last ? last.heapUsed + last.external : 0) - (first ? first.heapUsed + first.external : 0);
    return {
      ...bare, name, ...summed(ran), goal: `no growth after ${part.toLocaleString("en")} orders`, isMet: grown <= NOISE,
      says: `${told(first)} after ${part.toLocaleString("en")}, ${told(last)} after ${(part * PARTS).toLocaleString("en")} ${faults(ran)}`.trim(),
    };
  },
};

const MiB = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const told = (memory: Memory | undefined) => (memory ? `heap ${MiB(memory.heapUsed + memory.external)}, RSS ${MiB(memory.rss)}` : "");
