import type { RecordedNumbers } from "./recording.ts";
import type { Track } from "./track.ts";

/** The processor time of the machine, a series for each state. */
export const cpuTime: string = "system_cpu_time_seconds_total";
// The recording machine had more to do than the shops: at the busiest hour of the week it is this busy.
const busiest = 0.5;

/** The machine works as much as there is traffic; what it does not work it idles. */
export function cpuTrack(states: readonly RecordedNumbers[]): Track {
  const minutes = states[0]!.values.map((_, minute) => states.map(({ values }) => values[minute]!));
  const isIdle = states.map(({ labels }) => labels["state"] === "idle");
  const total = sum(minutes.flat());
  const working = total - sum(minutes.map((minute) => minute[isIdle.indexOf(true)]!));
  const scale = (busiest * total) / working;
  const totals = states.map(() => 0);
  return {
    job: "host",
    metric: cpuTime,
    lives: [],
    series: () => states.map(({ labels }) => ({ name: cpuTime, labels })),
    next: ({ source, traffic }) => {
      const rises = minutes[source]!.map((rise, state) => (isIdle[state] ? 0 : rise * traffic * scale));
      const idle = Math.max(0, sum(minutes[source]!) - sum(rises));
      rises.forEach((rise, state) => (totals[state]! += isIdle[state] ? idle : rise));
      return [...totals];
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
