/** Why Shopify did not do, or did not say, what we asked. */
export type Failure =
  /** Over the cost budget, or 429. Nothing was done. */
  | { readonly kind: "throttled"; readonly retryInMs: number }
  /** No usable token: the merchant has to open the app again. */
  | { readonly kind: "unauthorized"; readonly why: string }
  /** The shop is frozen, locked or closed (402, 423, SHOP_INACTIVE). */
  | { readonly kind: "frozen"; readonly why: string }
  /** 403 or ACCESS_DENIED: a scope, a plan or an address list stands in the way. */
  | { readonly kind: "forbidden"; readonly why: string }
  /** 5xx. A mutation may have been done all the same. */
  | { readonly kind: "server"; readonly why: string }
  /** Shopify could not be reached or did not answer in time; only for reads, which change nothing, and for what was not sent. */
  | { readonly kind: "network"; readonly why: string }
  /** No whole reply to a mutation, which may have been done: read the order again before another try. */
  | { readonly kind: "lost"; readonly why: string }
  /** Shopify says no, and would again: user errors, GraphQL errors, an answer that is not what its schema promises. */
  | { readonly kind: "refused"; readonly why: string };

export type Answer<Data> = { readonly data: Data } | { readonly failure: Failure };
