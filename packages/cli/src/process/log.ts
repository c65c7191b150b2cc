import { open, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

const blockBytes = 64 * 1024;
const followMillis = 250;

/** The last lines of a file, read from its end: logs may be large. An absent file has none. */
export async function lastLines(file: string, count: number): Promise<string[]> {
  const handle = await open(file, "r").catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const blocks: Buffer[] = [];
    let lines = 0;
    for (let end = size; end > 0 && lines <= count;) {
      const start = Math.max(0, end - blockBytes);
      const { buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
      blocks.unshift(buffer);
      lines += countLines(buffer);
      end = start;
    }
    if (size === 0 || count === 0) return [];
    return Buffer.concat(blocks).toString("utf8").replace(/\n$/, "").split("\n").slice(-count);
  } finally {
    await handle.close();
  }
}

/** Passes on what is appended to a file, line by line, until the signal. A file that was begun anew is read from its start. */
export async function followLines(file: string, signal: AbortSignal, onLine: (line: string) => void): Promise<void> {
  let position = await sizeOf(file);
  let rest = "";
  while (!signal.aborted) {
    const size = await sizeOf(file);
    if (size < position) position = 0;
    if (size > position) {
      const lines = (rest + (await readRange(file, position, size))).split("\n");
      position = size;
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    }
    await delay(followMillis, undefined, { signal }).catch(() => {});
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (info) => info.size,
    () => 0,
  );
}

async function readRange(file: string, from: number, to: number): Promise<string> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (const byte of text) if (byte === 0x0a) lines += 1;
  return lines;
}
