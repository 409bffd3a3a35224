import { runHere } from "./errand.ts";
import { buildScreens, generateClient } from "./make.ts";
import { giveUp } from "./say.ts";

// `npm run bench`: what the product does per second, against a floor of the same run.
try {
  await generateClient();
  await buildScreens();
  process.exit(await runHere("test/bench/main.ts", process.argv.slice(2), { ...process.env, NODE_ENV: "production" }));
} catch (error) {
  giveUp(error);
}
