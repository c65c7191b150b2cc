import type { Product } from "./database.ts";

/** What the shop sells. Three of the products are trouble, see provoke.ts and the worker's fulfil.js. */
export const products: readonly Product[] = [
  { id: "mug", name: "Mug", priceCents: 900, stock: 200 },
  { id: "teapot", name: "Teapot", priceCents: 3_400, stock: 200 },
  { id: "kettle", name: "Kettle", priceCents: 4_900, stock: 200 },
  { id: "lamp", name: "Lamp", priceCents: 7_500, stock: 200 },
  { id: "chair", name: "Chair", priceCents: 12_000, stock: 200 },
  { id: "sundial", name: "Sundial (slow)", priceCents: 5_100, stock: 200 },
  { id: "cursed-doll", name: "Doll (cursed)", priceCents: 1_300, stock: 200 },
  { id: "poison-ivy", name: "Poison ivy", priceCents: 700, stock: 200 },
];
