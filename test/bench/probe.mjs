// Preloaded into the processes that are measured: tells their memory, and takes a profile, when asked over the channel.
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const session = new Session();

const memory = () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapUsed, external, rss };
};

const deeds = {
  memory: (_, told) => told(memory()),
  usage: (_, told) => told({ ...process.cpuUsage(), loop: performance.eventLoopUtilization() }),
  begin: (_, told) => {
    session.connect();
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: 250 });
    session.post("Profiler.start", () => told(null));
  },
  end: (file, told) =>
    session.post("Profiler.stop", (_error, { profile }) => {
      writeFileSync(file, JSON.stringify(profile));
      session.disconnect();
      told(null);
    }),
};

process.on("message", ({ probe, file }) => deeds[probe]?.(file, (told) => process.send?.({ probe, told })));
process.channel?.unref();
