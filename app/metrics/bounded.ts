/** Keeps a label to its first `most` values and calls every later one "other": whoever can name things from outside must
 * not be able to make a new time series each time. */
export function bounded(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return "other";
    known.add(value);
    return value;
  };
}
