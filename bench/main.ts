import { cacheDir } from "./contender/cache.ts";
import { install } from "./contender/install.ts";
import { contenders } from "./contender/table.ts";
import { BenchError } from "./error.ts";
import { moveToLoadCpu } from "./machine/cpu.ts";
import { help, parseOptions } from "./options.ts";
import { hello } from "./part/throughput.ts";
import { addedToBare, ratioToBare } from "./result/statistics.ts";
import { startSink } from "./sink/start.ts";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(help);
  moveToLoadCpu();
  const installed = [];
  for (const name of options.contenders)
    installed.push(
      await install(contenders[name], { cacheDir: cacheDir(process.env), packageDir: options.packageDir }),
    );
  const sink = await startSink();
  const samples = await hello({ installed, sink, quick: options.quick, rounds: options.rounds, serverEnv: {} });
  for (const kind of ["cjs", "esm"])
    for (const name of options.contenders) {
      const of = (key: string) =>
        samples
          .filter((s) => s.kind === kind && s.contender === name)
          .map((s) => ({
            measured: s.values[key] ?? 0,
            bare:
              samples.find((b) => b.kind === kind && b.contender === "bare" && b.round === s.round)?.values[key] ?? 0,
          }));
      process.stdout.write(
        `${kind} ${name} ${JSON.stringify(ratioToBare(of("requestsPerSecond")))} ${JSON.stringify(addedToBare(of("cpuMicrosPerRequest")))}\n`,
      );
    }
  sink.stop();
}

try {
  await main();
} catch (thrown) {
  if (!(thrown instanceof BenchError)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
}
