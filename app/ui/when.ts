/** Prints times as the shop's clock shows them, with its zone: "20 Nov 2026, 10:00 UTC". */
export function clockOf(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: knownZone(timeZone), day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  return (at) => format.format(at);
}

/** As above, without the zone, where the heading says it. */
export function shortClockOf(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: knownZone(timeZone), day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return (at) => format.format(at);
}

/** A zone this machine does not know, as an old one may, is shown in UTC rather than not at all. */
export function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
