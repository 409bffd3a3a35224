import { buildBlocks } from "./blocks.ts";
import { buildScreens, generateClient } from "./make.ts";
import { giveUp, step } from "./say.ts";

// `npm run build`: all that is made from the sources, so that web and workers can start without the launcher.
try {
  await step("Prisma client ready", generateClient);
  await step("Screens ready", buildScreens);
  await step("Blocks for Shopify's pages ready", buildBlocks);
} catch (error) {
  giveUp(error);
}
