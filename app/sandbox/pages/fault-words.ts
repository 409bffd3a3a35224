import type { FaultName, Faults } from "../faults/fault.ts";

type Measure = { readonly name: keyof Faults["measures"]; readonly label: string };
type Words = { readonly name: FaultName; readonly title: string; readonly means: string; readonly measure?: Measure };

/** What can be switched on the faults page, in the words of whoever it would befall. */
export const faultGroups: readonly { readonly title: string; readonly chanceOf: string; readonly faults: readonly Words[] }[] = [
  {
    title: "When Tallystick asks Shopify",
    chanceOf: "of the requests",
    faults: [
      { name: "slow", title: "Slow answer", means: "The answer comes late.", measure: { name: "slowMs", label: "after (ms)" } },
      { name: "hangs", title: "No answer", means: "It is done, and the connection stays open until Tallystick gives up." },
      { name: "tooMany", title: "Too many requests (429)", means: "Not done; Retry-After says when to come again.", measure: { name: "retryAfterSeconds", label: "Retry-After (s)" } },
      { name: "failsBefore", title: "Failed, and not done (503)", means: "Shopify failed before it did anything." },
      { name: "failsAfter", title: "Failed, yet done (502)", means: "Shopify did it, and the reply was lost." },
      { name: "cutAfter", title: "Connection cut", means: "It is done; the connection ends without a word." },
      { name: "cutBody", title: "Answer cut in the middle", means: "It is done; half of the answer arrives." },
      { name: "tokenRevoked", title: "Access token revoked (401)", means: "It can be refreshed." },
      { name: "allRevoked", title: "Everything revoked (401)", means: "Only the merchant can mend it, by opening the app." },
      { name: "frozen", title: "Shop frozen (402)", means: "The shop has not paid Shopify." },
      { name: "locked", title: "Shop locked (423)", means: "Shopify has locked the shop." },
      { name: "forbidden", title: "Forbidden (403)", means: "A scope, a plan or an address list stands in the way." },
    ],
  },
  {
    title: "What Shopify does later",
    chanceOf: "of the times",
    faults: [
      { name: "cancelLate", title: "Cancel job ends late", means: "The order is cancelled, but not soon.", measure: { name: "cancelLateMs", label: "later by (ms)" } },
      { name: "cancelFails", title: "Cancel job fails", means: "The job ends, and the order is as it was." },
      { name: "searchLags", title: "Order search lags", means: "A change is found by a search only later; by its id an order is read at once.", measure: { name: "searchLagMs", label: "later by (ms)" } },
    ],
  },
  {
    title: "When Shopify tells Tallystick",
    chanceOf: "of the webhooks",
    faults: [
      { name: "duplicated", title: "Twice", means: "The same webhook comes again." },
      { name: "reordered", title: "Out of turn", means: "Later ones overtake it.", measure: { name: "reorderedWithinMs", label: "late by up to (ms)" } },
      { name: "delayed", title: "Much later", means: "It comes when everything has moved on.", measure: { name: "delayedMs", label: "later by (ms)" } },
      { name: "dropped", title: "Never", means: "It is lost." },
      { name: "oldSecret", title: "Old secret", means: "Signed with the secret of before, while a new one is being introduced." },
    ],
  },
];
