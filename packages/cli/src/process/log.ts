import { open } from "node:fs/promises";

const blockBytes = 64 * 1024;

/** The last lines of a file, read from its end: logs may be large. An absent file has none. */
export async function lastLines(file: string, count: number): Promise<string[]> {
  const handle = await open(file, "r").catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    let text = Buffer.alloc(0);
    let position = size;
    while (position > 0 && countLines(text) <= count) {
      const length = Math.min(blockBytes, position);
      position -= length;
      const block = Buffer.alloc(length);
      await handle.read(block, 0, length, position);
      text = Buffer.concat([block, text]);
    }
    if (size === 0 || count === 0) return [];
    return text.toString("utf8").replace(/\n$/, "").split("\n").slice(-count);
  } finally {
    await handle.close();
  }
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (const byte of text) if (byte === 0x0a) lines += 1;
  return lines;
}
