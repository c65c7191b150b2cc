import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { allocatedBytes } from "../stack/disk-use.ts";

/** One chunk file of Loki's file system store. */
export interface LokiChunk {
  /** Of its newest line. */
  readonly throughMillis: number;
  readonly writtenMillis: number;
  readonly bytes: number;
}

/** Every chunk of Loki, oldest lines first. Chunks lie in `<tenant>/<fingerprint>/`, the index beside them. */
export async function lokiChunks(folder: string): Promise<LokiChunk[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const chunks = await Promise.all(
    entries.map(async (entry) => {
      const throughMillis = entry.isFile() ? throughOf(entry.name) : undefined;
      if (throughMillis === undefined) return [];
      const info = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
      return info === undefined ? [] : [{ throughMillis, writtenMillis: info.mtimeMs, bytes: allocatedBytes(info) }];
    }),
  );
  return chunks.flat().toSorted((a, b) => a.throughMillis - b.throughMillis);
}

// A chunk's name is base64 of `from:through:checksum`, all hexadecimal, times in milliseconds; no other file's is.
function throughOf(name: string): number | undefined {
  const through = /^[0-9a-f]+:([0-9a-f]+):[0-9a-f]+$/.exec(Buffer.from(name, "base64").toString("latin1"))?.[1];
  return through === undefined ? undefined : Number.parseInt(through, 16);
}
