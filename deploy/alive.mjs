// Says by its exit status whether this container's process lives: the web process at its own port, the worker at the
// port for watchers. Whether it should be given work is another question, which /ready answers.
const port = process.env.ROLE === "worker" ? process.env.METRICS_PORT : (process.env.PORT ?? "3000");
const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(4_000) }).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
