import { loadavg } from "node:os";
import { install, type Installed } from "./contender/install.ts";
import { contenders } from "./contender/table.ts";
import { startDatabases } from "./machine/databases.ts";
import { describeMachine } from "./machine/describe.ts";
import { raisePriority } from "./machine/priority.ts";
import type { Options, PartName } from "./options.ts";
import { measurements } from "./part/table.ts";
import { progress } from "./progress.ts";
import type { Sample } from "./result/sample.ts";
import type { PartResult, Results } from "./result/store.ts";
import { type Sink, startSink } from "./sink/start.ts";

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cacheDir: string;
}

/** Installs the contenders and measures the chosen parts one after the other. */
export async function bench(options: Options, { env, cacheDir }: Surroundings): Promise<Results> {
  const loadAverageBefore = loadavg()[0] ?? 0;
  const installed: Installed[] = [];
  for (const name of options.contenders)
    installed.push(await install(contenders[name], { cacheDir, packageDir: options.packageDir }));
  // Not for the installation, which may take its time.
  raisePriority();
  const sink = await startSink();
  const databases = options.parts.includes("app") ? await startDatabases(env) : undefined;
  try {
    return await measureAll(options, installed, {
      sink,
      serverEnv: databases?.env ?? {},
      loadAverageBefore,
    });
  } finally {
    sink.stop();
    await databases?.stop();
  }
}

interface Servers {
  readonly sink: Sink;
  readonly serverEnv: Readonly<Record<string, string>>;
  readonly loadAverageBefore: number;
}

async function measureAll(options: Options, installed: readonly Installed[], servers: Servers): Promise<Results> {
  const parts: Partial<Record<PartName, PartResult>> = {};
  for (const { parts: names, run } of measurements) {
    const wanted = names.filter((name) => options.parts.includes(name));
    if (wanted.length === 0) continue;
    progress(`measuring ${wanted.join(" and ")}`);
    const circumstances = {
      measuredAt: new Date().toISOString(),
      loadAverageBefore: servers.loadAverageBefore,
      quick: options.quick,
      machine: describeMachine(),
      versions: Object.fromEntries(
        installed.flatMap(({ contender, version }) => (version === undefined ? [] : [[contender.name, version]])),
      ),
    };
    const samples = await run({
      ...servers,
      installed,
      quick: options.quick,
      rounds: options.rounds,
    });
    for (const name of wanted) parts[name] = resultOf(name, samples, circumstances);
  }
  return { parts };
}

function resultOf(name: PartName, samples: readonly Sample[], circumstances: Omit<PartResult, "samples" | "rounds">) {
  const own = samples.filter(({ part }) => part === name);
  return {
    ...circumstances,
    rounds: new Set(own.map(({ round }) => round)).size,
    samples: own.map(({ part: _part, ...rest }) => rest),
  };
}
