import { contenders } from "../contender/table.ts";
import { type ContenderName, contenderNames } from "../options.ts";
import { estimate, shownValue } from "./evaluate.ts";
import { type Figure, figures } from "./figure.ts";
import type { Estimate } from "./statistics.ts";
import type { Results } from "./store.ts";

const panel = { width: 400, title: 28, bar: 20, gap: 6, bottom: 22, labelWidth: 138, valueWidth: 62 };
const columns = 2;
const margin = 20;
const barsWidth = panel.width - panel.labelWidth - panel.valueWidth;
const shown = contenderNames.filter((name) => name !== "bare");
const panelHeight = panel.title + shown.length * (panel.bar + panel.gap) + panel.bottom;

const style = `
  .paper { fill: #ffffff } text { fill: #24292f; font: 12px system-ui, sans-serif } .title { font-weight: 600; font-size: 13px }
  .ours { fill: #1a7f37 } .upstream { fill: #8250df } .dd-trace { fill: #bf8700 } .track { fill: #eaeef2 }
  .limit { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 4 3 } .interval { stroke: #24292f; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #e6edf3 } .ours { fill: #3fb950 } .upstream { fill: #a371f7 } .dd-trace { fill: #d29922 }
    .track { fill: #21262d } .limit { stroke: #ff7b72 } .interval { stroke: #e6edf3 }
  }`;

/** One panel of bars for each figure that has a title for it, with the interval as a line and the limit dashed. */
export function picture(results: Results): string {
  const panels = figures.flatMap((figure) => {
    const estimates = shown.map((name) => ({ name, estimate: estimate(figure, results, name) }));
    return figure.panel === undefined || estimates.every((one) => one.estimate === undefined)
      ? []
      : [{ figure, estimates }];
  });
  const width = columns * panel.width + (columns + 1) * margin;
  const height = Math.ceil(panels.length / columns) * panelHeight + 2 * margin + 20;
  const drawn = panels.map(({ figure, estimates }, index) => {
    const x = margin + (index % columns) * (panel.width + margin);
    const y = margin + Math.floor(index / columns) * panelHeight;
    return `<g transform="translate(${x} ${y})">\n${drawPanel(figure, estimates)}\n</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>What telemetry costs: ours beside others</title>
<style>${style}
</style>
<rect class="paper" width="${width}" height="${height}"/>
${drawn.join("\n")}
<text x="${margin}" y="${height - 14}">Dashed: the limit we set ourselves. Thin lines: 95 % intervals.</text>
</svg>
`;
}

interface Bar {
  readonly name: ContenderName;
  readonly estimate: Estimate | undefined;
}

function drawPanel(figure: Figure, bars: readonly Bar[]): string {
  const limit = figure.must === undefined ? undefined : Object.values(figure.must)[0];
  const highest = Math.max(limit ?? 0, ...bars.map(({ estimate: one }) => one?.high ?? 0));
  const scale = (value: number) => Number(((Math.max(0, value) / highest) * barsWidth).toFixed(1));
  const bottom = panel.title + bars.length * (panel.bar + panel.gap) - panel.gap;
  const line =
    limit === undefined
      ? ""
      : `\n<line class="limit" x1="${panel.labelWidth + scale(limit)}" x2="${panel.labelWidth + scale(limit)}" y1="${panel.title - 4}" y2="${bottom + 4}"/>`;
  return (
    `<text class="title" y="16">${escapeXml(figure.panel ?? figure.label)}</text>\n` +
    bars.map((bar, index) => drawBar(figure, bar, index, scale)).join("\n") +
    line
  );
}

function drawBar(
  figure: Figure,
  { name, estimate: one }: Bar,
  index: number,
  scale: (value: number) => number,
): string {
  const y = panel.title + index * (panel.bar + panel.gap);
  const middle = y + panel.bar / 2;
  const x = panel.labelWidth;
  const label = `<text x="${x - 8}" y="${middle + 4}" text-anchor="end">${escapeXml(contenders[name].label)}</text>`;
  if (one === undefined) return `${label}<text x="${x}" y="${middle + 4}">not measured</text>`;
  return [
    label,
    `<rect class="track" x="${x}" y="${y}" width="${barsWidth}" height="${panel.bar}" rx="3"/>`,
    `<rect class="${name}" x="${x}" y="${y}" width="${scale(one.value)}" height="${panel.bar}" rx="3"/>`,
    `<line class="interval" x1="${x + scale(one.low)}" x2="${x + scale(one.high)}" y1="${middle}" y2="${middle}"/>`,
    `<text x="${x + barsWidth + 8}" y="${middle + 4}">${shownValue(figure, one.value)}</text>`,
  ].join("");
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
