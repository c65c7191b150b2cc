import { trafficAt, type Life } from "./calendar.ts";
import type { RecordedSeries } from "./recording.ts";

/** What a series says at one minute depends on. */
export interface Moment {
  readonly minute: number;
  /** The minute of the recording that is repeated. */
  readonly source: number;
  readonly traffic: number;
  readonly life: Life;
  /** The first minute of a life: counters start at zero. */
  readonly isBorn: boolean;
}

/** Series that only make sense together. Asked for every minute in order: counters remember. */
export interface Track {
  readonly job: string;
  readonly metric: string;
  /** One after the other; empty: it is always there. */
  readonly lives: readonly Life[];
  /** The series of one life, in the order of the numbers of `next`. */
  series(life: Life): readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[];
  next(moment: Moment): readonly number[];
}

/** From 0 to 1, 1 excluded. */
export type Random = () => number;

/** Of each job that does not simply run on. */
export type Lives = ReadonlyMap<string, readonly Life[]>;

/** A service's job has a namespace; the parts of the stack run on, whatever the shops do. */
export function isService(job: string): boolean {
  return job.includes("/");
}

/** What follows from the labels alone. */
export function described(
  { metric, labels }: RecordedSeries,
  lives: Lives,
): Pick<Track, "job" | "metric" | "lives" | "series"> {
  const job = labels["job"] ?? "";
  // Prometheus itself says whether a target answers.
  const own = metric === "up" ? [] : (lives.get(job) ?? []);
  const labelsIn = (life: Life): Record<string, string> => ({
    ...labels,
    ...(isService(job) && { instance: life.instance }),
    ...(isService(job) && labels["service_version"] !== undefined && { service_version: life.version }),
  });
  return { job, metric, lives: own, series: (life) => [{ name: metric, labels: labelsIn(life) }] };
}

/** The moments of a track, one after the other. */
export function momentsOf(track: Track, minutes: number): (minute: number) => Moment | undefined {
  const always: Life = { start: 0, end: Infinity, instance: "", version: "" };
  let index = 0;
  let previous: Life | undefined;
  return (minute) => {
    while (track.lives[index] && minute >= track.lives[index]!.end) index++;
    const life = track.lives.length === 0 ? always : track.lives[index];
    if (!life || minute < life.start) return undefined;
    const isBorn = life !== previous;
    previous = life;
    return { minute, source: minute % minutes, traffic: trafficAt(minute), life, isBorn };
  };
}
