/** What may keep a process from taking work. */
export type Part = "database" | "migrations" | "queue" | "draining";

/** Whether this process may be given work. Life is another question: a process that waits for its database lives. */
export type Readiness = {
  /** A part this process cannot work without; `holds` may fail or hang, which counts as no. */
  readonly needs: (part: Part, holds: () => Promise<boolean>) => void;
  /** From now on it is not ready: a stop was asked for, and whoever shares out the work should go elsewhere. */
  readonly drain: () => void;
  /** The parts that are missing now; none: ready. However often it is asked, the parts are asked once a second. */
  readonly missing: () => Promise<readonly Part[]>;
};

const ASK_EVERY_MS = 1_000;
const PATIENCE_MS = 2_000;

export function createReadiness(monotonic: () => number = () => performance.now()): Readiness {
  const needed = new Map<Part, () => Promise<boolean>>();
  let isDraining = false;
  let asked: { readonly at: number; readonly answer: Promise<readonly Part[]> } | null = null;

  const ask = async (): Promise<readonly Part[]> => {
    const answers = await Promise.all([...needed].map(async ([part, holds]) => ({ part, isThere: await inTime(holds()) })));
    return answers.filter(({ isThere }) => !isThere).map(({ part }) => part);
  };
  return {
    needs: (part, holds) => void needed.set(part, holds),
    drain: () => void (isDraining = true),
    missing: async () => {
      if (isDraining) return ["draining"];
      const now = monotonic();
      if (asked === null || now - asked.at >= ASK_EVERY_MS) asked = { at: now, answer: ask() };
      return asked.answer;
    },
  };
}

function inTime(answer: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, PATIENCE_MS, false);
    void answer.catch(() => false).then((holds) => {
      clearTimeout(late);
      resolve(holds);
    });
  });
}
