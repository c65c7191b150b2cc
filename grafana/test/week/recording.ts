import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

/** The series of a stretch of real time, a value for each minute. */
export interface Recording {
  /** When, where and beside what it was recorded. */
  readonly origin: string;
  readonly minutes: number;
  readonly series: readonly RecordedSeries[];
}

export type RecordedSeries = RecordedNumbers | RecordedHistogram;

interface Identified {
  /** Of a histogram without `_bucket`. */
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface RecordedNumbers extends Identified {
  /** Of a counter: by how much it rose in each minute; of a gauge: what it was. */
  readonly type: "counter" | "gauge";
  readonly values: readonly number[];
}

export interface RecordedHistogram extends Identified {
  readonly type: "histogram";
  readonly bounds: readonly string[];
  /** For each minute, how many fell into each bucket: not cumulative. */
  readonly values: readonly (readonly number[])[];
}

const file = join(import.meta.dirname, "recording.json.gz");

export function readRecording(): Recording {
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Recording;
}

export function writeRecording(recording: Recording): { readonly file: string; readonly bytes: number } {
  const content = gzipSync(JSON.stringify(recording), { level: 9 });
  writeFileSync(file, content);
  return { file, bytes: content.length };
}
