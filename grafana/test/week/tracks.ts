import { collectorLives, livesOf, prometheusLives } from "./calendar.ts";
import { cpuTime, cpuTrack } from "./cpu-track.ts";
import { histogramTracks } from "./histogram-track.ts";
import { numberTrack } from "./number-track.ts";
import type { Recording } from "./recording.ts";
import { isService, type Lives, type Random, type Track } from "./track.ts";

/** All series of a recording, at any time. */
export function tracksOf({ series }: Recording, random: Random): Track[] {
  const jobs = [...new Set(series.map(({ labels }) => labels["job"] ?? ""))];
  const lives: Lives = new Map([
    ...jobs.filter(isService).map((job, rank) => [job, livesOf(job, rank)] as const),
    ["prometheus", prometheusLives],
    ["otel-collector", collectorLives],
  ]);
  const numbers = series.filter((one) => one.type !== "histogram");
  return [
    ...numbers.filter(({ metric }) => metric !== cpuTime).map((one) => numberTrack(one, lives, random)),
    cpuTrack(numbers.filter(({ metric }) => metric === cpuTime)),
    ...histogramTracks(series, lives, random),
  ];
}
