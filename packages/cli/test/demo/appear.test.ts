import { expect, test } from "vitest";
import { appear } from "../../src/demo/appear.ts";
import type { Io } from "../../src/io.ts";

function recorder(): Io & { lines: string[] } {
  const lines: string[] = [];
  return { lines, out: (line) => lines.push(line), err: (line) => lines.push(line), isTTY: false };
}

const wait = { what: "the trace", timeoutMillis: 2_000, signal: new AbortController().signal };

test("what appears is returned and its time is told", async () => {
  const io = recorder();
  let looks = 0;
  const look = async () => (++looks < 3 ? undefined : "found");

  expect(await appear({ ...wait, look }, io)).toBe("found");
  expect(io.lines).toEqual([expect.stringMatching(/^ {2}the trace: 0\.\d s$/)]);
});

test("a backend that does not answer yet is asked again", async () => {
  let looks = 0;
  const look = async () => {
    if (++looks === 1) throw new Error("ECONNREFUSED");
    return "found";
  };
  expect(await appear({ ...wait, look }, recorder())).toBe("found");
});

test("what never appears is an error with the last reason", async () => {
  const failing = { ...wait, timeoutMillis: 300, look: () => Promise.reject(new Error("Loki answered 500")) };
  await expect(appear(failing, recorder())).rejects.toThrow("the trace: not seen within 0.3 s (Loki answered 500)");
});

test("an interruption ends the wait with its own reason", async () => {
  const interrupted = new AbortController();
  const waiting = appear({ ...wait, signal: interrupted.signal, look: async () => undefined }, recorder());
  interrupted.abort(new Error("the worker died"));
  await expect(waiting).rejects.toThrow("the worker died");
});
