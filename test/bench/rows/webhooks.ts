import { isObeyed, nextOrder, orderRequests, raceRow, shopify, writeOrder } from "../race.ts";
import { webhook } from "../requests.ts";
import type { Hall, Measure, Row } from "../row.ts";

export const orderWebhook: Measure = {
  name: "order-webhook",
  when: "always",
  world: "shared",
  run: async (hall): Promise<Row> => {
    const product = await hall.shared();
    return raceRow(hall, { name: "order-webhook", product, isRight: isObeyed, prepare: (most) => Promise.resolve([orderRequests(most)]), goal: 0.4, guess: 1_500 });
  },
};

const REPEATS = 0.3;
// Far enough back that the first of the two has been answered, as when Shopify sends again.
const BACK = 500;

export const orderWebhookRepeats: Measure = {
  name: "order-webhook-repeats",
  when: "always",
  world: "shared",
  run: async (hall: Hall): Promise<Row> => {
    const product = await hall.shared();
    return raceRow(hall, { name: "order-webhook-repeats", product, isRight: isObeyed, prepare: (most) => Promise.resolve([withRepeats(most)]), goal: 0.45, guess: 1_500 });
  },
};

function withRepeats(most: number): readonly Uint8Array[] {
  const sent: Uint8Array[] = [];
  for (let index = 0; index < most; index++) {
    const earlier = Math.random() < REPEATS ? sent[index - BACK - Math.floor(Math.random() * BACK)] : undefined;
    const number = earlier ? 0 : nextOrder();
    sent.push(earlier ?? webhook(shopify, `bench-${number}`, writeOrder(number)));
  }
  return sent;
}
