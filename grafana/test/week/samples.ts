import { blockMinutes, written } from "./blocks.ts";
import { collectorAway, end, faults, historyStart, prometheusAway, weekStart, within } from "./calendar.ts";
import type { Recording } from "./recording.ts";
import { metricsReadWeekly } from "./rules.ts";
import { seededRandom } from "./thin.ts";
import { momentsOf, type Track } from "./track.ts";
import { tracksOf } from "./tracks.ts";

/** Two weeks and a day of a recording as OpenMetrics text, in pieces of a block each. */
export function* samplesOf(recording: Recording, seed: number): Generator<string> {
  const tracks = tracksOf(recording, seededRandom(seed));
  const old = tracks.filter(({ metric }) => metricsReadWeekly.has(metric)).map((track) => writerOf(track, recording));
  const late = tracks.filter(({ metric }) => !metricsReadWeekly.has(metric)).map((track) => writerOf(track, recording));
  for (let start = historyStart; start < end; start += blockMinutes) {
    const writers = start < weekStart ? old : [...old, ...late];
    yield writers.map((write) => write(start, start + blockMinutes)).join("");
  }
}

/** Writes a stretch of time of one track; each continues where the one before it ended. */
function writerOf(track: Track, { minutes }: Recording): (from: number, until: number) => string {
  const momentAt = momentsOf(track, minutes);
  let names: string[] = [];
  return (from, until) => {
    const lines: string[] = [];
    for (let minute = from; minute < until; minute++) {
      const moment = momentAt(minute);
      if (!moment) continue;
      if (moment.isBorn) names = track.series(moment.life).map(({ name, labels }) => written(name, labels));
      const values = track.next(moment);
      if (isSilent(track, minute)) continue;
      values.forEach((value, index) => lines.push(`${names[index]} ${value} ${minute * 60}\n`));
    }
    return lines.join("");
  };
}

function isSilent({ job }: Track, minute: number): boolean {
  if (within(prometheusAway, minute)) return true;
  // What is scraped is still there.
  if (within(collectorAway, minute) && (job.includes("/") || job === "host")) return true;
  return faults.absent.some((fault) => fault.job === job && within(fault, minute));
}
