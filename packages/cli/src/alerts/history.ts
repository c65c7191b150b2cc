import { requestJson } from "./http.ts";
import type { Labels } from "./rules.ts";

const pointsAtMost = 5_000;
// More often than this, on average, is noise: people stop looking.
const noisyADay = 3;
const dayMillis = 86_400_000;

/** One time an alert fired. */
export interface Episode {
  readonly name: string;
  readonly severity: string;
  readonly labels: Labels;
  readonly startMillis: number;
  readonly endMillis: number;
  /** It fires still. */
  readonly isOpen: boolean;
}

/** One alert of one severity over the whole time. */
export interface AlertTotal {
  readonly name: string;
  readonly severity: string;
  readonly times: number;
  readonly firingMillis: number;
  readonly longestMillis: number;
  readonly lastMillis: number;
  /** It fired so often that it should be tuned, or its cause repaired. */
  readonly isNoisy: boolean;
}

interface Span {
  readonly endMillis: number;
  readonly sinceMillis: number;
}

/** When alerts fired, from the series that Prometheus keeps of its rules. */
export async function fetchEpisodes(prometheus: string, span: Span, name?: string): Promise<Episode[]> {
  const stepSeconds = stepOf(span);
  const only = name === undefined ? "" : `,alertname=${JSON.stringify(name)}`;
  const body = new URLSearchParams({
    query: `ALERTS{alertstate="firing"${only}}`,
    start: String((span.endMillis - span.sinceMillis) / 1000),
    end: String(span.endMillis / 1000),
    step: String(stepSeconds),
  });
  const { data } = await requestJson<RangeAnswer>("Prometheus", prometheus, "/api/v1/query_range", {
    method: "POST",
    body,
  });
  return data.result
    .flatMap(({ metric, values }) =>
      episodesOf(
        metric,
        values.map(([time]) => time * 1000),
        { ...span, stepSeconds },
      ),
    )
    .toSorted((a, b) => b.startMillis - a.startMillis);
}

function stepOf({ sinceMillis }: Span): number {
  return Math.max(1, Math.ceil(sinceMillis / 1000 / pointsAtMost));
}

/** A sample that is missing ends an episode: Prometheus marks the moment an alert resolves. */
function episodesOf(
  { __name__, alertname = "", alertstate: _alertstate, severity = "none", ...labels }: Labels,
  times: readonly number[],
  { endMillis, stepSeconds }: Span & { readonly stepSeconds: number },
): Episode[] {
  const stepMillis = stepSeconds * 1000;
  const isStart = (time: number, index: number): boolean => time - (times[index - 1] ?? -Infinity) > stepMillis * 1.5;
  const starts = times.flatMap((time, index) => (isStart(time, index) ? [index] : []));
  return starts.map((start, index) => {
    const last = times[(starts[index + 1] ?? times.length) - 1] ?? 0;
    return {
      name: alertname,
      severity,
      labels,
      startMillis: times[start] ?? 0,
      // It held at least until its last sample, and not at the next.
      endMillis: Math.min(endMillis, last + stepMillis),
      isOpen: last + stepMillis > endMillis,
    };
  });
}

/** How often each alert fired, the most frequent first. */
export function totalsOf(episodes: readonly Episode[], sinceMillis: number): AlertTotal[] {
  const enough = Math.max(noisyADay, (noisyADay * sinceMillis) / dayMillis);
  return [...Map.groupBy(episodes, ({ name, severity }) => `${name} ${severity}`).values()]
    .map((members) => {
      const lengths = members.map(({ startMillis, endMillis }) => endMillis - startMillis);
      const [{ name, severity }] = members as [Episode];
      return {
        name,
        severity,
        times: members.length,
        firingMillis: lengths.reduce((sum, length) => sum + length, 0),
        longestMillis: Math.max(...lengths),
        lastMillis: Math.max(...members.map(({ startMillis }) => startMillis)),
        // The alert that always fires is not noise but the proof that alerting lives.
        isNoisy: severity !== "none" && members.length >= enough,
      };
    })
    .toSorted((a, b) => b.times - a.times || b.firingMillis - a.firingMillis);
}

interface RangeAnswer {
  readonly data: {
    readonly result: readonly { readonly metric: Labels; readonly values: readonly (readonly [number, string])[] }[];
  };
}
