import { parseArgs } from "node:util";
import { BenchError } from "./error.ts";

export const partNames = ["hello", "app", "startup", "memory", "latency", "kept", "exit"] as const;
export type PartName = (typeof partNames)[number];

export const contenderNames = ["bare", "ours", "upstream", "dd-trace"] as const;
export type ContenderName = (typeof contenderNames)[number];

/** What a run does. */
export interface Options {
  readonly help: boolean;
  readonly quick: boolean;
  readonly parts: readonly PartName[];
  readonly contenders: readonly ContenderName[];
  /** The folder of the preload that is packed; undefined: the one of this repository, built first. */
  readonly packageDir: string | undefined;
  /** undefined: what the part says. */
  readonly rounds: number | undefined;
  readonly outDir: string | undefined;
}

export const help = `Usage: npm run bench -- [options]

Measures Node services without telemetry (bare), with this preload (ours), with @opentelemetry/auto-instrumentations-node
(upstream) and with dd-trace, in one interleaved run: the server on cpu 0, load, databases and receivers on the last cpu.

  --only ${partNames.join(",")}
                        these parts (default: all)
  --contenders ${contenderNames.join(",")}
                        these contenders (default: all); bare is always measured, others are compared with it
  --quick               hello only unless --only says more, few and short rounds, hardly warm, at most 3 minutes
  --rounds N            rounds of each part
  --package DIR         pack the preload from this folder as it is (default: packages/otel-preload, built first)
  --out DIR             write RESULTS.md, results.svg and results.json there
  --help                this text

A run of all contenders that is not quick writes into bench/: each part that it measured replaces that part's older
figures in results.json. Every other run writes only with --out. The table is printed in any case.
`;

/** Throws a BenchError of one line for whatever it does not know. */
export function parseOptions(args: readonly string[]): Options {
  const values = parse(args);
  const quick = values.quick ?? false;
  const chosen = list("--only", values.only, partNames) ?? (quick ? ["hello"] : partNames);
  const contenders = list("--contenders", values.contenders, contenderNames) ?? contenderNames;
  return {
    help: values.help ?? false,
    quick,
    parts: partNames.filter((name) => chosen.includes(name)),
    contenders: contenderNames.filter((name) => name === "bare" || contenders.includes(name)),
    packageDir: values.package,
    rounds: values.rounds === undefined ? undefined : count("--rounds", values.rounds),
    outDir: values.out,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        quick: { type: "boolean" },
        only: { type: "string" },
        contenders: { type: "string" },
        rounds: { type: "string" },
        package: { type: "string" },
        out: { type: "string" },
      },
    });
    return values;
  } catch (thrown) {
    const reason = thrown instanceof Error ? (thrown.message.split(/\. |\n/)[0] ?? "") : String(thrown);
    throw new BenchError(`${reason}; "npm run bench -- --help" lists what there is`);
  }
}

function list<Name extends string>(option: string, text: string | undefined, known: readonly Name[]) {
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.filter((name) => !(known as readonly string[]).includes(name));
  if (wrong.length > 0)
    throw new BenchError(`${option}: "${wrong.join('", "')}" is unknown; there are ${known.join(", ")}`);
  return names as Name[];
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new BenchError(`${option}: "${text}" is no whole number from 1 on`);
  return value;
}
