import { afterEach, expect, test, vi } from "vitest";
import { catchUp, Later } from "../src/engine/later.ts";

const done: string[] = [];

const first = new Later("a test", (item: number) => {
  if (item === 13) throw new Error("unlucky");
  done.push(`first ${item}`);
});
const second: Later<number> = new Later("a test", (item: number) => {
  done.push(`second ${item}`);
  // As a buffer that is full: whoever empties it catches up before.
  if (item === 1) second.catchUp();
  if (item === 2) second.push(20);
});
const endless: Later<number> = new Later("a test", (item: number) => {
  done.push(`endless ${item}`);
  endless.push(item + 1);
});

afterEach(() => {
  catchUp();
  done.length = 0;
});

test("what waits is done when somebody catches up, in its order, and once", () => {
  first.push(1);
  second.push(5);
  first.push(2);
  expect(done).toEqual([]);
  catchUp();
  expect(done).toEqual(["first 1", "first 2", "second 5"]);
  catchUp();
  expect(done).toHaveLength(3);
});

test("a full batch is done without anybody's asking, the rest soon after", async () => {
  for (let i = 0; i < 600; i++) first.push(1000 + i);
  expect(done).toHaveLength(512);
  await vi.waitFor(() => expect(done).toHaveLength(600));
  expect(done).toEqual(Array.from({ length: 600 }, (_, i) => `first ${1000 + i}`));
  first.push(1);
  await vi.waitFor(() => expect(done).toHaveLength(601));
});

test("one that fails takes no other with it and throws at nobody", () => {
  for (const item of [12, 13, 14]) first.push(item);
  catchUp();
  expect(done).toEqual(["first 12", "first 14"]);
});

test("work that catches up, or brings more work, loses nothing and does nothing twice", () => {
  for (const item of [1, 2, 3]) second.push(item);
  catchUp();
  catchUp();
  expect(done).toEqual(["second 1", "second 2", "second 3", "second 20"]);
});

test("work that brings as much work as it does ends: it goes on the next time", () => {
  endless.push(0);
  catchUp();
  expect(done).toEqual(["endless 0"]);
  catchUp();
  expect(done).toEqual(["endless 0", "endless 1"]);
  for (let i = 0; i < 255; i++) endless.push(10);
  expect(done).toHaveLength(2 + 256);
});
