import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** What a file takes on the disk, as du counts it: databases make sparse files that look far larger. */
export function allocatedBytes({ blocks }: { readonly blocks: number }): number {
  return blocks * 512;
}

/** What a folder takes on the disk. What disappears meanwhile counts nothing. */
export async function diskBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return diskBytes(path);
      return lstat(path).then(allocatedBytes, () => 0);
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
