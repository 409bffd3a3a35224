/** Settles at the first Ctrl-C or SIGTERM. npm, the shell and a process group may send several; the rest change nothing. */
export function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}
