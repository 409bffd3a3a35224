export type Product = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly price: string;
  /** Its picture: an SVG path on a 160 × 90 field, and a hue. No picture is fetched from anywhere. */
  readonly shape: string;
  readonly hue: number;
};

export const catalogue: readonly Product[] = [
  { id: "7880321196740001", title: "Hazel tally stick", about: "Split down the middle. Each side keeps half.", price: "15.90", hue: 28, shape: "M18 40h124v12H18z M40 36v20 M52 36v20 M64 36v20 M76 36v20 M96 36v20" },
  { id: "7880321196740002", title: "Ledger notebook", about: "Ruled in three columns. Never a row erased.", price: "24.00", hue: 210, shape: "M52 14h62v62H52z M60 14v62 M72 30h34 M72 42h34 M72 54h34" },
  { id: "7880321196740003", title: "Turtle mug", about: "Slow mornings, one confirmation at a time.", price: "12.50", hue: 150, shape: "M52 26h44v40a8 8 0 0 1-8 8H60a8 8 0 0 1-8-8z M96 34h8a8 8 0 0 1 8 8v4a8 8 0 0 1-8 8h-8" },
  { id: "7880321196740004", title: "Pocket abacus", about: "Counts in whole units only.", price: "48.00", hue: 330, shape: "M40 18h80v54H40z M40 36h80 M40 54h80 M58 30v12 M66 30v12 M96 48v12 M104 48v12 M112 48v12" },
  { id: "7880321196740005", title: "One bead", about: "The smallest thing we sell.", price: "0.05", hue: 265, shape: "M80 31a14 14 0 1 0 .01 0 M80 41a4 4 0 1 0 .01 0" },
];
