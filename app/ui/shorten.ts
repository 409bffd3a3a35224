/** Long ids lose their middle: both ends are what people compare. */
export function shorten(text: string, keep = 6): string {
  const letters = [...text];
  return letters.length <= keep * 2 + 1 ? text : `${letters.slice(0, keep).join("")}…${letters.slice(-keep).join("")}`;
}
