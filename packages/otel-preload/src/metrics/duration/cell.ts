import type { Ids } from "../../engine/ids.ts";

/** A measurement that stands for its bucket, with the span it was made in. */
export interface Exemplar {
  readonly millis: number;
  readonly value: number;
  readonly ids: Ids;
}

const idNumbers = 6;

/** What one reader has yet to be told of one series. */
export class Cell {
  count = 0;
  sum = 0;
  min: number = Number.POSITIVE_INFINITY;
  max: number = Number.NEGATIVE_INFINITY;
  /** Of the first measurement. */
  startMillis = 0;
  /** For a reader of differences: it was told of this series the last time. */
  wasReported = false;
  readonly counts: Float64Array;
  // The newest exemplar of each bucket, in arrays that are written over and over: an object each would cost more than
  // the measurement itself.
  private exemplarValues: Float64Array | undefined = undefined;
  private exemplarMillis: Float64Array | undefined = undefined;
  private exemplarIds: Int32Array | undefined = undefined;

  constructor(buckets: number) {
    this.counts = new Float64Array(buckets);
  }

  add(value: number, bucket: number, millis: number): void {
    if (this.count++ === 0 && this.startMillis === 0) this.startMillis = Math.floor(millis);
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    (this.counts[bucket] as number)++;
  }

  exemplify(value: number, bucket: number, millis: number, ids: Ids): void {
    this.exemplarIds ??= new Int32Array(this.counts.length * idNumbers);
    this.exemplarValues ??= new Float64Array(this.counts.length);
    this.exemplarMillis ??= new Float64Array(this.counts.length);
    this.exemplarValues[bucket] = value;
    this.exemplarMillis[bucket] = millis;
    const { exemplarIds } = this;
    const at = bucket * idNumbers;
    exemplarIds[at] = ids.trace0;
    exemplarIds[at + 1] = ids.trace1;
    exemplarIds[at + 2] = ids.trace2;
    exemplarIds[at + 3] = ids.trace3;
    exemplarIds[at + 4] = ids.span0;
    exemplarIds[at + 5] = ids.span1;
  }

  /** The exemplars since the last time this was asked. */
  takeExemplars(): Exemplar[] {
    const { exemplarIds, exemplarMillis, exemplarValues } = this;
    if (exemplarIds === undefined || exemplarMillis === undefined || exemplarValues === undefined) return [];
    const taken: Exemplar[] = [];
    for (const [bucket, millis] of exemplarMillis.entries()) {
      if (millis === 0) continue;
      const [trace0 = 0, trace1 = 0, trace2 = 0, trace3 = 0, span0 = 0, span1 = 0] = exemplarIds.subarray(
        bucket * idNumbers,
        (bucket + 1) * idNumbers,
      );
      const value = exemplarValues[bucket] as number;
      taken.push({ millis, value, ids: { trace0, trace1, trace2, trace3, span0, span1 } });
    }
    exemplarMillis.fill(0);
    return taken;
  }

  /** As new, for the next difference. */
  reset(): void {
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
    this.startMillis = 0;
    this.counts.fill(0);
  }
}
