type Waiting = { readonly wait: (ms: number) => Promise<unknown> };

/** Longer than either answer takes where the machine is not busy. */
const STEP_MS = 50;

/** Answers only at whole steps of time, so that how long it took says nothing of what was found. */
export async function evenly<T>({ wait }: Waiting, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work();
  } finally {
    const taken = performance.now() - began;
    await wait(Math.ceil(taken / STEP_MS) * STEP_MS - taken);
  }
}
