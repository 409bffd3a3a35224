/** What the app's door tells of an order, and how its answers are read. */

/** `units` in the asset's smallest unit, `display` for people. */
export type Amount = { readonly asset: string; readonly units: string; readonly display: string };

/** As the pay page has them; before them there is an order the app has not heard of. */
const states = ["unpriced", "waiting", "needs-quote", "part", "seen", "paid", "over", "expired", "cancelled", "late"] as const;
export type State = (typeof states)[number];

export type Told = {
  readonly state: State;
  /** null: no rate is known yet. */
  readonly due: Amount | null;
  /** What came so far, final or not. */
  readonly received: Amount | null;
  /** What the links ask for. */
  readonly remaining: Amount | null;
  readonly price: { readonly amount: string; readonly currency: string };
  /** Of the payment that is nearest to final; null: none is on its way, or its depth is not told. */
  readonly confirmations: { readonly have: number; readonly need: number } | null;
  readonly secondsLeft: number | null;
  readonly sendTo: string | null;
  /** What must be written beside it; null: the address itself says which order it is for. */
  readonly note: string | null;
  /** The best first. */
  readonly links: readonly string[];
  readonly page: string;
};

export type Answer =
  | { readonly kind: "told"; readonly told: Told }
  /** The app has not heard of the order yet. */
  | { readonly kind: "pending"; readonly afterMs: number }
  /** Another method pays this order, or there is nothing to pay. */
  | { readonly kind: "none" }
  | { readonly kind: "busy"; readonly afterMs: number }
  | { readonly kind: "silent" };

/** An answer we do not understand is as good as none: the shopper is told that the order is safe, and we ask again. */
export async function readAnswer(response: Response): Promise<Answer> {
  if (response.status === 429 || response.status === 503) return { kind: "busy", afterMs: retryAfterMs(response) };
  // The app is not for this shop (any more).
  if (response.status === 404) return { kind: "none" };
  if (!response.ok) return { kind: "silent" };
  const body: unknown = await response.json();
  if (!isRecord(body)) return { kind: "silent" };
  if (body["state"] === "none") return { kind: "none" };
  if (body["state"] === "fetching") return { kind: "pending", afterMs: Number(body["retryAfterMs"]) || 1000 };
  return isTold(body) ? { kind: "told", told: body } : { kind: "silent" };
}

const retryAfterMs = ({ headers }: Response): number => (Number(headers.get("Retry-After")) || 5) * 1000;

type Loose = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Loose => typeof value === "object" && value !== null && !Array.isArray(value);

// The rest of the shape is the app's own promise, which a test holds it to.
const isTold = (body: Loose): body is Loose & Told =>
  states.some((state) => state === body["state"]) && typeof body["page"] === "string" && Array.isArray(body["links"]) && isRecord(body["price"]);
