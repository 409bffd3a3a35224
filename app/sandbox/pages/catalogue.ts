export type Product = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly price: string;
  /** Drawn as circles and a hue; no picture is fetched from anywhere. */
  readonly hue: number;
};

export const catalogue: readonly Product[] = [
  { id: "7880321196740001", title: "Hazel tally stick", about: "Split down the middle. Each side keeps half.", price: "15.90", hue: 28 },
  { id: "7880321196740002", title: "Ledger notebook", about: "Ruled in three columns. Never a row erased.", price: "24.00", hue: 210 },
  { id: "7880321196740003", title: "Turtle mug", about: "Slow mornings, one confirmation at a time.", price: "12.50", hue: 150 },
  { id: "7880321196740004", title: "Pocket abacus", about: "Counts in whole units only.", price: "48.00", hue: 330 },
  { id: "7880321196740005", title: "One bead", about: "The smallest thing we sell.", price: "0.05", hue: 265 },
];
