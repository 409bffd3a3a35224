/** Who calls, for doors asked in this process: as much of Node's own request as they look at. */
export function callingFrom(remoteAddress: string, headers: Readonly<Record<string, string>> = {}) {
  return { incoming: { socket: { remoteAddress }, headers } };
}
