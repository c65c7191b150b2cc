import type { Io } from "../io.ts";
import { ensureBinaries } from "../native/build.ts";
import { ensureBugsink } from "../native/python.ts";
import type { PartName as NativeName } from "../native/recipes.ts";
import type { Environment } from "../process/start.ts";
import type { Part, PartName } from "./part.ts";

const built: readonly NativeName[] = ["collector", "prometheus", "loki", "jaeger", "alertmanager"];

/** Where the programs of the parts are, and which optional part has to be left out on this machine. */
export interface NativePrograms {
  readonly binaries: Readonly<Record<string, string>>;
  readonly impossible: ReadonlySet<PartName>;
}

/** Builds or finds the programs of these parts. Only Bugsink may fail: the stack is whole without it. */
export async function ensureNative(parts: readonly Part[], io: Io, env: Environment): Promise<NativePrograms> {
  const names = new Set<string>(parts.map((part) => part.name));
  const binaries = await ensureBinaries(
    built.filter((name) => names.has(name)),
    io,
    env,
  );
  if (!names.has("bugsink")) return { binaries, impossible: new Set() };
  try {
    return { binaries: { ...binaries, bugsink: await ensureBugsink(io, env) }, impossible: new Set() };
  } catch (error) {
    io.err(`bugsink is left out: ${(error as Error).message}`);
    return { binaries, impossible: new Set(["bugsink"]) };
  }
}
