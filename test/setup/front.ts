import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A door that leads each connection to one of the ports in turn, or to the next where nobody answers; the port it stands on. */
export function openFront(ports: readonly number[]): Promise<number> {
  let turn = 0;
  const open = new Set<Socket>();
  const server = createServer((caller) => {
    open.add(caller);
    caller.on("error", () => undefined).on("close", () => open.delete(caller));
    turn += 1;
    lead(caller, [...ports.slice(turn % ports.length), ...ports.slice(0, turn % ports.length)]);
  });
  onTestFinished(() => {
    open.forEach((each) => each.destroy());
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}

function lead(caller: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) return void caller.destroy();
  const inside = connect(port, "127.0.0.1");
  const next = () => lead(caller, others);
  inside.once("error", next);
  inside.once("connect", () => {
    inside.off("error", next).on("error", () => caller.destroy());
    caller.on("close", () => inside.destroy());
    inside.on("close", () => caller.destroy());
    caller.pipe(inside).pipe(caller);
  });
}
