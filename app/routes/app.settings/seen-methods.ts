const MOST_NAMES = 5;

/** Names of payment methods in the raw bodies of recent orders, the newest first. A body that is no order says nothing. */
export function seenMethods(bodies: readonly string[]): readonly string[] {
  return [...new Set(bodies.flatMap(methodsIn))].slice(0, MOST_NAMES);
}

function methodsIn(body: string): readonly string[] {
  try {
    const order: unknown = JSON.parse(body);
    const names: unknown = typeof order === "object" && order !== null && "payment_gateway_names" in order ? order.payment_gateway_names : [];
    return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string" && name.length > 0 && name.length <= 100) : [];
  } catch {
    return [];
  }
}
