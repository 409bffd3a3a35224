import { closedLoop, type Measured } from "../load.ts";
import { faults, isDone, orderRequests, summed } from "../race.ts";
import { bare, type Measure } from "../row.ts";

/** The floor alone; every other row measures it again in its own rounds. */
export const floor: Measure = {
  name: "floor",
  when: "always",
  world: "none",
  run: async ({ stage, options: { seconds, rounds } }) => {
    const target = { port: stage.floor.port, isRight: isDone };
    let rate = (await closedLoop(target, [orderRequests(4_000)], Math.min(1, seconds))).perSecond;
    const ran: Measured[] = [];
    for (let round = 0; round < rounds; round++) {
      ran.push(await closedLoop(target, [orderRequests(Math.ceil(rate * seconds * 1.5) + 200)], seconds));
      rate = ran.at(-1)?.perSecond ?? rate;
    }
    return { ...bare, name: "floor", ...summed(ran), ratio: 1, says: faults(ran) };
  },
};
