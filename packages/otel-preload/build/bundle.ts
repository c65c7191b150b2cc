import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type InputOptions, type OutputChunk, type Plugin, rolldown } from "rolldown";
import { parts } from "./parts.ts";

/** The package's folder. */
export const root: string = fileURLToPath(new URL("..", import.meta.url));

export interface Bundle {
  /** File name → content. */
  readonly files: ReadonlyMap<string, string>;
  /** Absolute paths of all that is in it. */
  readonly sources: readonly string[];
}

interface Output {
  readonly format: "cjs" | "esm";
  /** What a file that only some of its callers load is called. */
  readonly lazy?: string;
  /** Ids of the modules that are in `start.cjs`, whatever else needs them. */
  readonly together?: ReadonlySet<string>;
  /** Global name → what stands for it. */
  readonly define?: Readonly<Record<string, string>>;
}

const require = createRequire(import.meta.url);
const api = "@opentelemetry/api";

const options: InputOptions = {
  cwd: root,
  platform: "node",
  tsconfig: false,
  plugins: [oneApi(), importInTheMiddle()],
  // A part may share what `start` has without `start` exporting it to the world.
  preserveEntrySignatures: "allow-extension",
};

/** All that runs in an application: the doorways, what every application loads, what it loads when needed, the worker. */
export async function makeBundle(): Promise<Bundle> {
  const start = await chunksOf({ start: "src/start.ts" }, { format: "cjs" });
  const together = new Set(start.flatMap(({ moduleIds }) => moduleIds));
  const loaded = await chunksOf(parts, { format: "cjs", together });
  const main = loaded.find(({ fileName }) => fileName === "start.cjs");
  const define = { startDigest: JSON.stringify(digestOf(toAscii(main?.code ?? ""))) };
  const chunks = [
    ...loaded,
    ...(await chunksOf({ require: "src/require.cts" }, { format: "cjs", define })),
    ...(await chunksOf({ import: "src/import.ts", names: "src/names.ts" }, { format: "esm" })),
    // Not as an ES module: what imports node:http as one loads undici with it, 9 MB.
    ...(await chunksOf({ "worker/main": "src/engine/worker/main.ts" }, { format: "cjs", lazy: "worker/[name].cjs" })),
  ];
  const files = new Map(chunks.map(({ fileName, code }) => [fileName, toAscii(code)]));
  files.set(registerFile, readFileSync(require.resolve("import-in-the-middle/lib/register.js"), "utf8"));
  return { files, sources: [...new Set(chunks.flatMap(({ moduleIds }) => moduleIds))] };
}

async function chunksOf(
  input: Readonly<Record<string, string>>,
  { format, lazy = "shared-[name].cjs", together = new Set(), define = {} }: Output,
): Promise<OutputChunk[]> {
  await using build = await rolldown({ ...options, input, transform: { define } });
  const { output } = await build.generate({
    format,
    entryFileNames: format === "esm" ? "[name].js" : "[name].cjs",
    chunkFileNames: lazy,
    comments: false,
    ...(together.size > 0 && {
      codeSplitting: { groups: [{ name: "start", test: (id: string): boolean => together.has(id) }] },
    }),
  });
  return output.filter((part) => part.type === "chunk");
}

/** Tells one bundle from the next, whatever its version and length. */
function digestOf(code: string): string {
  return createHash("sha256").update(code).digest("hex").slice(0, 16);
}

/** One character beyond Latin-1 makes V8 keep and read a file with two bytes for each. */
function toAscii(code: string): string {
  return code.replaceAll(/[^\0-\x7F]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** One copy of OpenTelemetry's API for all that is in the bundle, for packages in CommonJS also. */
function oneApi(): Plugin {
  return {
    name: "one api",
    resolveId(id) {
      if (id !== api && !id.startsWith(`${api}/`)) return null;
      return require.resolve(id).replace(/\.cjs$/u, ".mjs");
    },
  };
}

const registerFile = "iitm-register.cjs";

/** The code that import-in-the-middle generates imports its `lib/register.js` by address, so that is a file of its own. */
function importInTheMiddle(): Plugin {
  return {
    name: "import-in-the-middle",
    resolveId(id, importer) {
      const isRegister = /\/register(?:\.js)?$/u.test(id) && importer?.includes("/import-in-the-middle/") === true;
      return isRegister ? { id: `./${registerFile}`, external: true } : null;
    },
    transform(code, id) {
      if (basename(id) === "create-hook.mjs") return code.replace("lib/register.js", registerFile);
      return basename(id) === "register-hooks.mjs" ? code.replace("import.meta", "{ url: import.meta.url }") : null;
    },
  };
}
