/** What is read off a row of measurements. Sorted ascending, empty lists give null. */

/** Of an even number, the middle of the two in the middle. */
export function median(values: readonly number[]): number | null {
  const ascending = Float64Array.from(values).sort();
  const [low, high] = [ascending[Math.ceil(ascending.length / 2) - 1], ascending[Math.floor(ascending.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The value that the given share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number | null {
  const ascending = Float64Array.from(values).sort();
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? null;
}

/** How far apart the values lie, as a share of their median. */
export function spread(values: readonly number[]): number | null {
  const middle = median(values);
  return middle ? (Math.max(...values) - Math.min(...values)) / middle : null;
}
