import { type HrTime, ValueType } from "@opentelemetry/api";
import { emptyResource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  type HistogramMetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import { catchUp } from "../../engine/later.ts";
import { scopeName, version } from "../../names.ts";
import type { Cell, Exemplar } from "./cell.ts";
import { addReader, type DurationHistogram, histograms, type Series } from "./histogram.ts";

/** A point with what OpenTelemetry's SDK has no place for yet. */
export interface ExemplaryPoint extends DataPoint<Histogram> {
  readonly exemplars?: readonly Exemplar[];
}

/** True while every reader wants differences: then a series without news needs no memory. */
let forgets = true;

/** Hands the histograms of durations to one reader, as the SDK hands its own: same names, points, times. */
export class DurationProducer implements MetricProducer {
  private readonly temporality: AggregationTemporality;
  private readonly reader: number;
  private lastMillis = 0;

  constructor(temporality: AggregationTemporality) {
    this.temporality = temporality;
    this.reader = addReader();
    if (temporality === AggregationTemporality.CUMULATIVE) forgets = false;
  }

  async collect(): Promise<CollectionResult> {
    catchUp();
    const nowMillis = Date.now();
    const metrics = histograms
      .map((histogram) => this.read(histogram, nowMillis))
      .filter((m) => m.dataPoints.length > 0);
    this.lastMillis = nowMillis;
    const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: scopeName, version }, metrics }];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
  }

  private read(histogram: DurationHistogram, nowMillis: number): HistogramMetricData {
    const points: ExemplaryPoint[] = [];
    for (const [key, series] of histogram.kept) {
      const cell = series.cells[this.reader];
      if (cell === undefined) continue;
      if (cell.count > 0) points.push(this.point(series, cell, histogram.boundaries, nowMillis));
      else {
        cell.wasReported = false;
        if (forgets && series.cells.every(isSilent)) histogram.forget(key, series);
      }
    }
    const { name, description } = histogram;
    return {
      descriptor: { name, description, unit: "s", valueType: ValueType.DOUBLE },
      aggregationTemporality: this.temporality,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: points,
    };
  }

  private point(series: Series, cell: Cell, boundaries: readonly number[], nowMillis: number): ExemplaryPoint {
    const { count, sum, min, max } = cell;
    const startMillis = cell.wasReported ? this.lastMillis : cell.startMillis;
    const value: Histogram = {
      buckets: { boundaries: [...boundaries], counts: [...cell.counts] },
      count,
      sum,
      min,
      max,
    };
    const exemplars = cell.takeExemplars();
    if (this.temporality === AggregationTemporality.DELTA) {
      cell.reset();
      cell.wasReported = true;
    }
    // A copy: what is secret in it is hidden in place on its way out.
    const attributes = { ...series.attributes };
    return { attributes, startTime: hrTime(startMillis), endTime: hrTime(nowMillis), value, exemplars };
  }
}

function isSilent({ count, wasReported }: Cell): boolean {
  return count === 0 && !wasReported;
}

function hrTime(millis: number): HrTime {
  return [Math.floor(millis / 1000), Math.round((millis % 1000) * 1e6)];
}
