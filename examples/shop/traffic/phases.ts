import { cards, products, type Step } from "./customer.ts";

/** A kind of traffic: so many requests per second for so long, each drawn from `steps` by weight. */
export interface Phase {
  readonly name: "ordinary" | "slow" | "failing" | "bursty";
  readonly seconds: number;
  /** Times the rate that was asked for on the command line. */
  readonly rateFactor: number;
  readonly steps: readonly { readonly weight: number; readonly step: Step }[];
}

const browse: Step = { kind: "browse" };
const look: Step = { kind: "look", products: products.good };
const buy: Step = { kind: "buy", products: products.good, card: cards.good };

const ordinary = [
  { weight: 5, step: browse },
  { weight: 8, step: look },
  { weight: 4, step: buy },
  { weight: 1, step: { kind: "bestsellers" } },
] as const;

export const phases: readonly Phase[] = [
  { name: "ordinary", seconds: 40, rateFactor: 1, steps: ordinary },
  {
    name: "slow",
    seconds: 20,
    rateFactor: 1,
    steps: [
      ...ordinary,
      { weight: 4, step: { kind: "look", products: products.slow } },
      { weight: 4, step: { kind: "buy", products: products.good, card: cards.slow } },
    ],
  },
  {
    name: "failing",
    seconds: 20,
    rateFactor: 1,
    steps: [
      ...ordinary,
      { weight: 4, step: { kind: "buy", products: products.good, card: cards.declined } },
      { weight: 2, step: { kind: "buy", products: products.good, card: cards.unavailable } },
      { weight: 2, step: { kind: "buy", products: products.cursed, card: cards.good } },
      { weight: 2, step: { kind: "buy", products: products.poison, card: cards.good } },
      { weight: 2, step: { kind: "look", products: products.unknown } },
    ],
  },
  { name: "bursty", seconds: 4, rateFactor: 10, steps: ordinary },
];
