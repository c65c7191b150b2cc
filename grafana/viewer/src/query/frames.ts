import { type DataFrame, type Field, FieldType } from "@grafana/data";
import type { LogLine } from "../api/loki.ts";
import type { Labels, Series, Span } from "../api/prometheus.ts";
import type { Target } from "../dashboard/model.ts";

/** A graph's points: every step of the range, so that a step without a sample is a gap. Seconds. */
export interface Grid extends Span {
  readonly step: number;
}

/** One frame for each series of a range query. */
export function rangeFrames(series: readonly Series[], target: Target, grid: Grid, expr: string): DataFrame[] {
  return series.map(({ metric, values = [] }) => {
    const at = new Map(values.map(([time, value]) => [Math.round((time - grid.from) / grid.step), value]));
    const count = Math.floor((grid.to - grid.from) / grid.step) + 1;
    const times = Array.from({ length: count }, (_, index) => (grid.from + index * grid.step) * 1000);
    const numbers = times.map((_, index) => numberOf(at.get(index)));
    const name = legendOf(target, metric, expr);
    return {
      refId: target.refId,
      name,
      length: count,
      fields: [
        { ...timeField(times), config: { interval: grid.step * 1000 } },
        {
          name: "Value",
          type: FieldType.number,
          values: numbers,
          labels: { ...metric },
          config: { displayNameFromDS: name },
        },
      ],
    };
  });
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined || text === "NaN") return null;
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  return text === "-Inf" ? Number.NEGATIVE_INFINITY : Number(text);
}

/** A frame for each series with its one sample. */
export function instantFrames(series: readonly Series[], target: Target, expr: string): DataFrame[] {
  return series.map(({ metric, value }) => {
    const name = legendOf(target, metric, expr);
    return {
      refId: target.refId,
      name,
      length: 1,
      fields: [
        timeField([(value?.[0] ?? 0) * 1000]),
        {
          name: "Value",
          type: FieldType.number,
          values: [numberOf(value?.[1])],
          labels: { ...metric },
          config: { displayNameFromDS: name },
        },
      ],
    };
  });
}

/** One frame with a row for each series and a column for each label. */
export function tableFrame(series: readonly Series[], { refId }: Target, isOnly: boolean): DataFrame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].toSorted();
  const last = series.map(({ value, values }) => value ?? values?.at(-1));
  return {
    refId,
    length: series.length,
    fields: [
      timeField(last.map((sample) => (sample?.[0] ?? 0) * 1000)),
      ...labels.map((name): Field => ({
        name,
        type: FieldType.string,
        config: {},
        values: series.map(({ metric }) => metric[name] ?? ""),
      })),
      {
        name: isOnly ? "Value" : `Value #${refId}`,
        type: FieldType.number,
        config: {},
        values: last.map((sample) => numberOf(sample?.[1])),
      },
    ],
  };
}

/** Log lines, newest first; their labels beside them. */
export function logFrame(lines: readonly LogLine[], { refId }: Target): DataFrame {
  return {
    refId,
    length: lines.length,
    meta: { preferredVisualisationType: "logs" },
    fields: [
      timeField(lines.map(({ millis }) => millis)),
      { name: "Line", type: FieldType.string, config: {}, values: lines.map(({ line }) => line) },
      { name: "labels", type: FieldType.other, config: {}, values: lines.map(({ labels }) => labels) },
      { name: "nanos", type: FieldType.string, config: {}, values: lines.map(({ nanos }) => nanos) },
    ],
  };
}

function timeField(values: number[]): Field {
  return { name: "Time", type: FieldType.time, values, config: {} };
}

/** `{{label}}` of the legend, or what tells a series from others. */
export function legendOf({ legendFormat }: Pick<Target, "legendFormat">, metric: Labels, expr: string): string {
  if (legendFormat && legendFormat !== "__auto") return fillLabels(legendFormat, metric);
  const labels = Object.entries(metric).filter(([name]) => name !== "__name__");
  const name = metric["__name__"] ?? "";
  if (labels.length === 0) return name || expr;
  if (labels.length === 1 && legendFormat === "__auto") return labels[0]?.[1] ?? "";
  return `${name}{${labels.map(([key, value]) => `${key}="${value}"`).join(", ")}}`;
}

export function fillLabels(format: string, labels: Labels): string {
  return format.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_, key: string) => labels[key] ?? "");
}
