import { faults, within } from "./calendar.ts";
import type { RecordedHistogram, RecordedSeries } from "./recording.ts";
import { thin } from "./thin.ts";
import { described, type Lives, type Random, type Track } from "./track.ts";

/** Requests are counted once, by status, and fall into the buckets of their service. */
export function histogramTracks(series: readonly RecordedSeries[], lives: Lives, random: Random): Track[] {
  const groups = Map.groupBy(
    series.filter((one) => one.type === "histogram"),
    ({ metric, labels }) => `${metric} ${labels["job"]}`,
  );
  return [...groups.values()].map((members) => histogramTrack(members, lives, random));
}

function histogramTrack(recorded: readonly RecordedHistogram[], lives: Lives, random: Random): Track {
  const [{ metric, bounds, labels }] = recorded as [RecordedHistogram];
  const members = labels["job"] === faults.errors.job ? [...recorded, ...failing(recorded)] : recorded;
  const base = described({ ...recorded[0]!, labels: { job: labels["job"]!, instance: "" } }, lives);
  const buckets = bounds.map(() => 0);
  const counts = members.map(() => 0);
  return {
    ...base,
    series: (life) => {
      const own = base.series(life)[0]!.labels;
      return [
        ...bounds.map((le) => ({ name: `${metric}_bucket`, labels: { ...own, le } })),
        ...members.map((member) => ({ name: `${metric}_count`, labels: { ...member.labels, ...own } })),
      ];
    },
    next: ({ minute, source, traffic, isBorn }) => {
      if (isBorn) for (const totals of [buckets, counts]) totals.fill(0);
      members.forEach((member, index) => {
        const share = traffic * failingShare(member, minute);
        member.values[source]!.forEach((rise, bucket) => {
          if (rise === 0) return;
          const kept = thin(rise, share, random);
          counts[index]! += kept;
          for (let above = bucket; above < buckets.length; above++) buckets[above]! += kept;
        });
      });
      return [...buckets, ...counts];
    },
  };
}

/** All answers once more, as the failures that some of them become while the fault lasts. */
function failing(recorded: readonly RecordedHistogram[]): RecordedHistogram[] {
  const { status } = faults.errors;
  const [{ labels, values }] = recorded as [RecordedHistogram];
  const all = values.map((buckets, minute) =>
    buckets.map((_, bucket) => recorded.reduce((total, one) => total + one.values[minute]![bucket]!, 0)),
  );
  return [
    { ...recorded[0]!, values: all, labels: { ...labels, http_response_status_code: status, error_type: status } },
  ];
}

function failingShare({ labels }: RecordedHistogram, minute: number): number {
  const { job, status, share } = faults.errors;
  if (labels["job"] !== job) return 1;
  const now = within(faults.errors, minute) ? share : 0;
  return labels["http_response_status_code"] === status ? now : 1 - now;
}
