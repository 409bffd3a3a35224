/** Prices in the asset, in the shop's own pages. */
export const prices = {
  title: "Prices in the shop", back: "Settings", saved: "Saved",
  blocks: {
    title: "Blocks for your theme", text: (symbol: string) => `They show a product’s price, or the cart’s total, in ${symbol} beside your own prices. They compute it from the rate themselves, so nothing is written to your products.`,
    product: "Add the block to the product page", corner: "Switch on the price in a corner", how: "In the theme editor: under Apps, add “Price by Tallystick” where you want it, or switch on “Price in a corner” under App embeds. Then save.",
    told: (at: string) => `Your theme was told of the rates ${at}.`, telling: "Your theme is being told of the rates.", shown: "What it shows now", none: "Nothing: there is no rate that may be shown.", line: (currency: string, perUnit: string, symbol: string) => `1 ${currency} = ${perUnit} ${symbol}`,
    again: (why: string) => `Shopify could not be told, and is tried again: ${why}`,
  },
  age: {
    title: "How old a rate may be", text: "When a rate is older, the blocks show no price rather than one that may mislead. Orders are priced at the rate all the same. Default: empty, as long as the rate counts.",
    label: "Oldest rate to show prices at", help: "Prices are also hidden when this server has not been heard of for a day.", save: "Save",
  },
  themes: {
    title: "Prices at your products", text: (symbol: string) => `For themes that read them there, as those made for the Tari Payment Server do: every variant gets its price in µ${symbol} as the metafield custom.tari_price, and the rates stand in the metaobject tari-price-global. They are written anew when the rate or a price changes; only what differs is written. Default: off.`,
    on: "Switch on", off: "Switch off and remove the prices", switchedOn: "Prices are being written", switchedOff: "Prices are being removed",
    refused: "Shopify did not grant what this needs: to write products and metaobjects.", noRate: (currency: string) => `Set a rate for ${currency === "" ? "your shop’s currency" : currency} first.`,
    soon: "Begins in a moment.", writing: "Writing prices", removing: "Removing prices", progress: (seen: number, total: number | null) => (total === null ? `${seen} variants looked at` : `${seen} of ${total} variants looked at`),
    leave: "You can leave this page; it goes on by itself.", written: (count: number) => `${count} written`, refusedSome: (count: number) => `${count} could not be written`,
    done: (at: string, seen: number) => `All ${seen} variants were up to date ${at}.`, removed: (at: string) => `The prices were removed ${at}.`,
  },
  settings: { title: "Prices in the shop", text: "What your products cost in the asset, shown by your theme.", link: "Show prices" },
} as const;
