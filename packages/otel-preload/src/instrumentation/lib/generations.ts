/**
 * Remembers what was asked for of late, within bounds. Two generations: whoever asks for ever new keys throws out the
 * old ones and not those that come back.
 */
export class Generations<K, V> {
  private recent = new Map<K, V>();
  private older = new Map<K, V>();
  private weight = 0;
  private readonly maxWeight: number;

  /** `maxWeight` of one generation. */
  constructor(maxWeight: number) {
    this.maxWeight = maxWeight;
  }

  get(key: K, weight: number = 1): V | undefined {
    const found = this.recent.get(key);
    if (found !== undefined) return found;
    const old = this.older.get(key);
    if (old !== undefined) this.set(key, old, weight);
    return old;
  }

  set(key: K, value: V, weight: number = 1): void {
    if (this.weight + weight > this.maxWeight && this.recent.size > 0) {
      this.older = this.recent;
      this.recent = new Map();
      this.weight = 0;
    }
    this.recent.set(key, value);
    this.weight += weight;
  }

  /** Entries of both generations. */
  get size(): number {
    return this.recent.size + this.older.size;
  }
}
