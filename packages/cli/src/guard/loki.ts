import { join } from "node:path";
import { lokiChunks, type LokiChunk } from "./loki-chunks.ts";
import { ofCap } from "./size-text.ts";

/** Which Loki is kept below what. */
export interface LokiStore {
  readonly url: string;
  readonly dataDir: string;
  readonly capBytes: number;
}

interface Drop {
  readonly cutoffMillis: number;
  readonly requestedMillis: number;
}

// Dropped down to this share of the cap, so that not every look has to drop a little.
const targetShare = 0.8;
// A file goes when the compactor has run (15 min), its index had been shipped (15 min) and retention_delete_delay is over
// (15 min). What is there after twice that came later, with old timestamps: it is asked for again.
const patienceMillis = 90 * 60 * 1000;
// Before all lines; Loki takes 0 for no time at all.
const earliest = "2000-01-01T00:00:00Z";
const requestTimeoutMillis = 30_000;

/** Keeps Loki below its cap by its delete API, the oldest lines first. */
export class LokiGuard {
  readonly #store: LokiStore;
  #drop: Drop | undefined;
  #saidNothingToDrop = false;

  constructor(store: LokiStore) {
    this.#store = store;
  }

  /** Asks Loki to delete when it takes more than its cap; returns what was done. */
  async check(bytes: number): Promise<string | undefined> {
    const { capBytes, dataDir } = this.#store;
    if (bytes <= capBytes) return undefined;
    const now = Date.now();
    const chunks = await lokiChunks(join(dataDir, "chunks"));
    const staying = chunks.filter((chunk) => !this.#isGoing(chunk, now));
    const stayingBytes = bytes - sum(chunks) + sum(staying);
    if (stayingBytes <= capBytes) return undefined;
    const oldest = oldestOf(staying, stayingBytes - targetShare * capBytes);
    const last = oldest.at(-1);
    const size = `${ofCap(bytes, capBytes)} used`;
    if (last === undefined) return this.#nothingToDrop(size, chunks);
    this.#saidNothingToDrop = false;
    // Whole seconds are what the API takes; a time that has not come is refused.
    const cutoffMillis = Math.min(Math.ceil(last.throughMillis / 1000) * 1000, Math.floor(now / 1000) * 1000);
    await this.#delete(cutoffMillis);
    this.#drop = { cutoffMillis, requestedMillis: now };
    const until = new Date(cutoffMillis).toISOString();
    return `${size}, dropping the lines up to ${until} (${oldest.length} chunks, ${(sum(oldest) / 1e6).toFixed(1)} MB; Loki frees the disk within the hour)`;
  }

  // Said once, and not while what was asked for is still to come.
  #nothingToDrop(size: string, going: readonly LokiChunk[]): string | undefined {
    if (going.length > 0 || this.#saidNothingToDrop) return undefined;
    this.#saidNothingToDrop = true;
    return `${size}, all of it write-ahead log and index, which cannot be dropped: the cap is too small for what comes in`;
  }

  #isGoing({ throughMillis, writtenMillis }: LokiChunk, now: number): boolean {
    if (this.#drop === undefined || now - this.#drop.requestedMillis > patienceMillis) return false;
    return throughMillis <= this.#drop.cutoffMillis && writtenMillis <= this.#drop.requestedMillis;
  }

  async #delete(cutoffMillis: number): Promise<void> {
    // service_name is on every stream: what comes without it gets `unknown_service`.
    const selector = '{service_name=~".+"}';
    const query = new URLSearchParams({ query: selector, start: earliest, end: String(cutoffMillis / 1000) });
    const url = `${this.#store.url}/loki/api/v1/delete?${query.toString()}`;
    const answer = await fetch(url, { method: "POST", signal: AbortSignal.timeout(requestTimeoutMillis) });
    const text = await answer.text();
    if (answer.status !== 204) throw new Error(`${url}: expected status 204, got ${answer.status} ${text.trim()}`);
  }
}

/** The first chunks that together take `bytes`; all, when all take less. */
function oldestOf(chunks: readonly LokiChunk[], bytes: number): LokiChunk[] {
  let taken = 0;
  const end = chunks.findIndex((chunk) => (taken += chunk.bytes) >= bytes);
  return end === -1 ? [...chunks] : chunks.slice(0, end + 1);
}

function sum(chunks: readonly LokiChunk[]): number {
  return chunks.reduce((total, { bytes }) => total + bytes, 0);
}
