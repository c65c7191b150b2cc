import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensurePython, type PythonRecipe } from "../../src/native/python.ts";
import { recordingIo } from "./tiny-module.ts";

// Each makes a real virtual environment: seconds of processor time, minutes on a busy machine.
const installMillis = 300_000;

let dir: string;
let root: string;
let recipe: PythonRecipe;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "otelstack-python-"));
  root = join(dir, "cache");
  const requirements = join(dir, "requirements.txt");
  writeFileSync(requirements, "# pinned\ntiny==1.0\n");
  recipe = { part: "tiny", label: "Tiny", requirements, leading: "tiny", program: "tiny-greet" };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A real wheel with one command, and the pip settings under which it is the only package in the world. */
function onlyWheel(): NodeJS.ProcessEnv {
  const content = join(dir, "content");
  const info = join(content, "tiny-1.0.dist-info");
  mkdirSync(info, { recursive: true });
  writeFileSync(join(content, "tiny.py"), 'def greet():\n    print("hello from tiny")\n');
  writeFileSync(join(info, "METADATA"), "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n");
  writeFileSync(join(info, "WHEEL"), "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
  writeFileSync(join(info, "entry_points.txt"), "[console_scripts]\ntiny-greet = tiny:greet\n");
  writeFileSync(join(info, "RECORD"), "");
  const wheels = join(dir, "wheels");
  mkdirSync(wheels);
  const wheel = join(wheels, "tiny-1.0-py3-none-any.whl");
  execFileSync("python3", ["-m", "zipfile", "-c", wheel, "tiny.py", "tiny-1.0.dist-info"], { cwd: content });
  return { ...process.env, PIP_NO_INDEX: "1", PIP_FIND_LINKS: wheels };
}

test(
  "pinned packages are installed once into the cache and their programs run",
  { timeout: installMillis },
  async () => {
    const env = onlyWheel();
    const io = recordingIo();
    const bin = await ensurePython(recipe, { io, env, root });
    expect(execFileSync(join(bin, "tiny-greet"), { encoding: "utf8" })).toBe("hello from tiny\n");
    expect(io.lines).toEqual([expect.stringMatching(/^installed Tiny 1\.0 with Python 3\.\d+ in \d+ s$/)]);
    const again = recordingIo();
    expect(await ensurePython(recipe, { io: again, env, root })).toBe(bin);
    expect(again.lines).toEqual([]);
  },
);

test(
  "a package that cannot be had is one line with the remedy and leaves no half environment",
  { timeout: installMillis },
  async () => {
    const env = { ...process.env, PIP_NO_INDEX: "1", PIP_FIND_LINKS: dir };
    await expect(ensurePython(recipe, { io: recordingIo(), env, root })).rejects.toThrow(
      /^Tiny: pip install failed \(.*tiny==1\.0.*\); check the network and pip's index and run it again$/,
    );
    expect(readdirSync(join(root, "bin/tiny"))).toEqual([]);
  },
);

test("missing Python is one line with the remedy", async () => {
  const env = { PATH: "/nonexistent" };
  await expect(ensurePython(recipe, { io: recordingIo(), env, root })).rejects.toThrow(
    "Tiny: python3 not found on the PATH; install Python 3.10 or newer with venv (Debian: apt-get install python3-venv); the rest of the stack runs without it",
  );
  expect(existsSync(dirname(join(root, "bin")))).toBe(false);
});
