import { contenders } from "../contender/table.ts";
import { type ContenderName, contenderNames, partNames } from "../options.ts";
import { bareValue, estimate, isWithin, shownValue } from "./evaluate.ts";
import { type Figure, figures, type Limit } from "./figure.ts";
import { type Estimate, median } from "./statistics.ts";
import type { PartResult, Results } from "./store.ts";

const others = contenderNames.filter((name) => name !== "bare");

/** The figures that were measured as a Markdown table; `ours` is held against the limits. */
export function table(results: Results): string {
  const heads = ["figure", "must", "aim", "ours reaches", "bare", ...others.map((name) => contenders[name].label)];
  const rows = figures.map((figure) => row(figure, results)).filter((cells) => cells !== undefined);
  return [heads, heads.map(() => "---"), ...rows]
    .map((cells: readonly string[]) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function row(figure: Figure, results: Results): string[] | undefined {
  const estimates = others.map((name) => estimate(figure, results, name));
  if (estimates.every((one) => one === undefined)) return undefined;
  const bare = figure.compare === "share" ? undefined : bareValue(figure, results);
  return [
    figure.label,
    limitText(figure.must, figure),
    limitText(figure.aim, figure),
    verdict(figure, estimates[0]),
    bare === undefined ? "" : bareText(figure, bare),
    ...estimates.map((one) => (one === undefined ? "" : estimateText(figure, one))),
  ];
}

function limitText(limit: Limit | undefined, figure: Figure): string {
  if (limit === undefined) return "";
  return "most" in limit ? `≤ ${withUnit(limit.most, figure)}` : `≥ ${withUnit(limit.least, figure)}`;
}

const withUnit = (value: number | string, { unit }: Figure): string => (unit === "" ? `${value}` : `${value} ${unit}`);

function verdict(figure: Figure, ours: Estimate | undefined): string {
  if (ours === undefined || figure.must === undefined || figure.aim === undefined) return "";
  if (isWithin(figure, ours.value, figure.aim)) return "aim";
  return isWithin(figure, ours.value, figure.must) ? "must" : "**no**";
}

const bareUnits: Readonly<Record<string, string>> = {
  requestsPerSecond: "/s",
  requestsPerCpuSecond: "/s",
  p50Millis: " ms",
  p99Millis: " ms",
};

function bareText(figure: Figure, value: number): string {
  const unit = bareUnits[figure.value];
  const digits = unit === "/s" ? 0 : figure.digits;
  const text = value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === undefined ? withUnit(text, figure) : `${text}${unit}`;
}

function estimateText(figure: Figure, { value, low, high }: Estimate): string {
  const [text, from, to] = [value, low, high].map((number) => shownValue(figure, number));
  return from === to ? `${text}` : `${text} (${from} to ${to})`;
}

/** The whole page. */
export function page(results: Results): string {
  const measured = partNames.flatMap((name) => {
    const part = results.parts[name];
    return part === undefined ? [] : [{ name, ...part }];
  });
  const machines = new Set(measured.map(({ machine }) => machineText(machine)));
  const perSecond = results.parts.latency?.samples[0]?.values["perSecond"];
  return `# Benchmark

\`npm run bench\` wrote this page. Medians of the rounds, in brackets the 95 % interval of a bootstrap over the rounds. The bare
column shows what the service without telemetry measured itself, the others what they add to it or which part of it they keep.
${disturbed(measured)}
![The most important figures as bars](results.svg)

${table(results)}

## How it was measured

${[...machines].map((text) => `- ${text}`).join("\n")}
- Contenders: ${contenderNames.map((name) => contenderText(name, measured)).join(", ")}.
- Each is installed in a folder of its own, ours as the packed tarball, all with their defaults and all signals that they have: traces, metrics and logs; dd-trace sends traces and writes their ids into logs.
- In each round of hello and app every contender has a process, which first serves 15 seconds of full load, 45 in app; then the load goes from one
  to the next in turns of half a second, A B C D and then D C B A: a round's figure is the median of its six turns. In the other parts the contenders themselves take turns. The server under test has cpu 0 for itself (its worker
  threads, too); load, databases and the receiver of the telemetry, which is the same process for all, share the last cpu.
- hello is \`node:http\` alone; app is Express with one Redis and one PostgreSQL query and one line of winston for each request. 64
  connections ask again as soon as they have their answer; CPU is user and system time of all threads of the server.
- The fixed rate is ${perSecond?.toLocaleString("en") ?? "8,000"}/s (8,000/s, or 60 % of what bare bears where that is less). Latency counts from the instant
  at which a request was due, after 15 seconds of that load. Memory is the resident set two seconds after the start, and the highest
  under that load.
- Start-up is a program that ends at once, with the receiver there. Exit delay is from the last line of such a program, which made
  one span, until it is gone, less the same of bare. A collector refuses connections, or takes them and never answers; who is not gone after 20 s is killed.
- Spans kept are counted at the receiver until nothing has come for 6 seconds; at an exit when the process is gone.

| part | measured (UTC) | load average before | rounds | runs | bare server's cpu busy |
| --- | --- | --- | --- | --- | --- |
${measured.map(partRow).join("\n")}

The raw numbers are in [results.json](results.json).
`;
}

/** A load above this before the run is not the benchmark's own. */
const quietLoad = 0.7;

function disturbed(measured: readonly PartResult[]): string {
  const loads = measured.map(({ loadAverageBefore }) => loadAverageBefore);
  const [least, most] = [Math.min(...loads), Math.max(...loads)].map((load) => load.toFixed(1));
  if (!loads.some((load) => load > quietLoad)) return "";
  return `
**Other programs were busy on the machine while this was measured** (load average before the parts: ${least} to ${most}), so the figures are
rough; requests per second of CPU and added CPU suffer less than requests per second and latency.
`;
}

const machineText = ({ cpu, memoryGigabytes, system, node }: PartResult["machine"]): string =>
  `${cpu}, ${memoryGigabytes} GB, ${system}, Node ${node}`;

function contenderText(name: ContenderName, measured: readonly PartResult[]): string {
  const versions = [...new Set(measured.flatMap(({ versions: of }) => of[name] ?? []))];
  const { packageName, label } = contenders[name];
  return packageName === undefined ? label : `${label} (\`${packageName}\` ${versions.join(" and ")})`;
}

function partRow(part: PartResult & { name: string }): string {
  const when = part.measuredAt.slice(0, 16).replace("T", " ");
  const shares = part.samples.flatMap(({ contender, values }) =>
    contender === "bare" ? (values["cpuShare"] ?? []) : [],
  );
  const busy = shares.length === 0 ? "" : `${(median(shares) * 100).toFixed(0)} %`;
  const name = `${part.name}${part.quick ? " (quick)" : ""}`;
  return `| ${name} | ${when} | ${part.loadAverageBefore.toFixed(2)} | ${part.rounds} | ${part.samples.length} | ${busy} |`;
}
