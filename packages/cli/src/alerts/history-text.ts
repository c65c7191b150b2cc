import { duration, textTable } from "../stack/text-table.ts";
import { subject } from "./current.ts";
import type { AlertTotal, Episode } from "./history.ts";
import { subjectText, timeText } from "./text.ts";

const episodesShown = 20;

/** Totals, then the youngest episodes. */
export function historyLines(totals: readonly AlertTotal[], episodes: readonly Episode[], since: string): string[] {
  if (episodes.length === 0) return [`no alert fired in the last ${since}, as far as Prometheus remembers`];
  return [...totalTable(totals), "", ...episodeTable(episodes), ...more(episodes.length)];
}

function totalTable(totals: readonly AlertTotal[]): string[] {
  const rows = totals.map(({ severity, name, times, firingMillis, longestMillis, lastMillis, isNoisy }) => [
    severity,
    name,
    String(times),
    duration(firingMillis / 1000),
    duration(longestMillis / 1000),
    `${timeText(lastMillis)}${isNoisy ? "  noisy: tune it or repair its cause" : ""}`,
  ]);
  return textTable([["severity", "alert", "times", "in total", "longest", "last"], ...rows]);
}

function episodeTable(episodes: readonly Episode[]): string[] {
  const rows = episodes
    .slice(0, episodesShown)
    .map(({ startMillis, endMillis, isOpen, severity, name, labels }) => [
      timeText(startMillis),
      isOpen ? `${duration((endMillis - startMillis) / 1000)}, still` : duration((endMillis - startMillis) / 1000),
      severity,
      name,
      subjectText(subject(labels, {})),
    ]);
  return textTable([["fired at", "for", "severity", "alert", "of"], ...rows]);
}

function more(count: number): string[] {
  return count > episodesShown ? [`and ${count - episodesShown} before that (--json shows all)`] : [];
}
