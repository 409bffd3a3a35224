import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { heapOfRequests } from "#app/launch/child.ts";
import { inRoot } from "#app/launch/root.ts";

test.each(["package.json", "deploy/Dockerfile", "deploy/systemd/tallystick-web.service"])("%s gives the web server the heap that npm start gives it", (file) => {
  const starts = readFileSync(inRoot(file), "utf8").split("\n").filter((line) => line.includes("app/server.ts"));
  expect(starts).toHaveLength(1);
  expect(heapOfRequests.filter((flag) => !starts[0]?.includes(flag))).toEqual([]);
});
