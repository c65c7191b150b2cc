import type { Attributes } from "@opentelemetry/api";
import type { Ids } from "../../engine/ids.ts";
import { AttributeTree } from "./attribute-tree.ts";
import { Cell } from "./cell.ts";

/** Which measurements leave an exemplar (specification, metrics SDK, "ExemplarFilter"). */
export type ExemplarFilter = "trace_based" | "always_on" | "always_off";

let filter: ExemplarFilter = "trace_based";

export function setExemplarFilter(wanted: ExemplarFilter): void {
  filter = wanted;
}

/** Whether a measurement in a span that is not kept leaves an exemplar. */
export function exemplifiesUnsampled(): boolean {
  return filter === "always_on";
}

/** Of a measurement outside of every span. */
const noIds: Ids = { trace0: 0, trace1: 0, trace2: 0, trace3: 0, span0: 0, span1: 0 };

/** Series of one metric, the overflow among them: the SDK's own limit. */
const maxSeries = 2000;
const overflowAttributes: Attributes = { "otel.metric.overflow": true };

/** How many read the histograms: each series has a cell for each of them. */
let readers = 0;

/** One more reader; its number. Readers come before the first measurement. */
export function addReader(): number {
  return readers++;
}

/** All histograms of this process, for those who read. */
export const histograms: DurationHistogram[] = [];

/** Measurements of one set of attributes. Whoever measures the same again and again keeps it and asks no table. */
export class Series {
  readonly attributes: Attributes;
  readonly cells: readonly Cell[];
  /** False when it was silent for so long that its place was given up; it comes back with the next measurement. */
  isKept = true;
  private readonly histogram: DurationHistogram;

  constructor(histogram: DurationHistogram, attributes: Attributes) {
    this.histogram = histogram;
    this.attributes = attributes;
    this.cells = Array.from({ length: readers }, () => new Cell(histogram.boundaries.length + 1));
  }

  /** `span` is that of the exemplar: none of one that is not kept, unless {@link exemplifiesUnsampled}. `millis` since 1970. */
  record(seconds: number, millis: number, span: Ids | undefined): void {
    if (!this.isKept) return this.histogram.series(this.attributes).record(seconds, millis, span);
    if (Number.isNaN(seconds)) return;
    const { boundaries } = this.histogram;
    const exemplary = filter === "trace_based" ? span : filter === "always_on" ? (span ?? noIds) : undefined;
    let bucket = 0;
    while (bucket < boundaries.length && seconds > (boundaries[bucket] as number)) bucket++;
    for (let i = 0; i < this.cells.length; i++) {
      const cell = this.cells[i] as Cell;
      cell.add(seconds, bucket, millis);
      if (exemplary !== undefined) cell.exemplify(seconds, bucket, millis, exemplary);
    }
  }
}

export interface HistogramDescription {
  readonly name: string;
  readonly description: string;
  /** Upper bounds of the buckets, in seconds. */
  readonly boundaries: readonly number[];
}

/**
 * A histogram of seconds that is added to by arithmetic in arrays: no attribute object is hashed for a measurement. Read
 * by {@link DurationProducer}.
 */
export class DurationHistogram {
  readonly name: string;
  readonly description: string;
  readonly boundaries: readonly number[];
  readonly kept: Map<string, Series> = new Map();
  private readonly tree = new AttributeTree<Series>();
  private overflow: Series | undefined;

  constructor({ name, description, boundaries }: HistogramDescription) {
    this.name = name;
    this.description = description;
    this.boundaries = boundaries;
    histograms.push(this);
  }

  /** The series of these attributes: the one of the overflow when there are too many. `attributes` is not kept. */
  series(attributes: Attributes): Series {
    const found = this.tree.get(attributes);
    if (found?.isKept === true) return found;
    const key = keyOf(attributes);
    const series = this.kept.get(key) ?? this.create(key, attributes);
    if (series !== this.overflow) this.tree.set(attributes, series);
    return series;
  }

  /** Gives up the place of a series that nobody has anything to say of. */
  forget(key: string, series: Series): void {
    series.isKept = false;
    this.kept.delete(key);
    if (series === this.overflow) this.overflow = undefined;
  }

  private create(key: string, attributes: Attributes): Series {
    if (this.kept.size >= maxSeries - 1) {
      this.overflow ??= this.keep(keyOf(overflowAttributes), overflowAttributes);
      return this.overflow;
    }
    return this.keep(key, attributes);
  }

  private keep(key: string, attributes: Attributes): Series {
    const series = new Series(this, { ...attributes });
    this.kept.set(key, series);
    return series;
  }
}

function keyOf(attributes: Attributes): string {
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return JSON.stringify(present.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
