import { cpus, release, totalmem, type } from "node:os";

/** What it was measured on, line by line. */
export function describeMachine(settings: Readonly<Record<string, string>>): readonly string[] {
  const [cpu] = cpus();
  const { server_version, data_directory: _place, ...rest } = settings;
  return [
    `${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    `Node ${process.versions.node}, PostgreSQL ${server_version ?? "?"}: ${Object.entries(rest).map(([name, value]) => `${name}=${value}`).join(", ")}`,
  ];
}
