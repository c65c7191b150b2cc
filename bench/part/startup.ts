import type { Installed } from "../contender/install.ts";
import { type ModuleKind, moduleKinds } from "../contender/table.ts";
import { Program } from "../machine/program.ts";
import { progress } from "../progress.ts";
import type { Sample } from "../result/sample.ts";
import { interleave } from "./rounds.ts";
import type { Part, Setting } from "./setting.ts";

/** A program that ends at once: how long until its first line runs, and until it is gone. */
export const startup: Part = async (setting) => {
  const samples: Sample[] = [];
  // Once for nothing: files come from the disk, a compile cache is filled.
  for (const kind of moduleKinds)
    await interleave(setting.installed, 1, async (one) => void (await time(setting, one, kind)));
  await interleave(setting.installed, setting.rounds ?? (setting.quick ? 6 : 8), async (installed, round) => {
    for (const kind of moduleKinds) {
      const values = await time(setting, installed, kind);
      const { name } = installed.contender;
      samples.push({ part: "startup", contender: name, kind, round, values });
      progress(
        `startup ${kind} round ${round + 1}: ${name.padEnd(8)} first line after ${values.firstLineMillis.toFixed(0)} ms, ` +
          `gone after ${values.wholeMillis.toFixed(0)} ms`,
      );
    }
  });
  return samples;
};

async function time({ sink }: Setting, installed: Installed, kind: ModuleKind) {
  const startedAt = performance.now();
  const program = new Program({ installed, app: "start", kind, sinkUrl: sink.url });
  await program.firstLine();
  const firstLineMillis = performance.now() - startedAt;
  await program.ended;
  return { firstLineMillis, wholeMillis: performance.now() - startedAt };
}
