// npm run generate: writes the generated files. With --check it only names those that are not current, and exits 1.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { processIo } from "../io.ts";
import { generators } from "./generators.ts";
import { findOutdated } from "./outdated.ts";
import { findStale } from "./stale.ts";

const root = join(import.meta.dirname, "../../../..");
const io = processIo();
const isCheck = process.argv.includes("--check");

for (const { path, content } of await findOutdated(root, generators)) {
  if (isCheck) {
    io.err(`${path} is not what its generator writes. Remedy: npm run generate, and commit the change.`);
    process.exitCode = 1;
    continue;
  }
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
  io.out(`wrote ${path}`);
}

for (const path of await findStale(root, generators)) {
  if (isCheck) {
    io.err(`${path} is made by no generator. Remedy: npm run generate, and commit its removal.`);
    process.exitCode = 1;
    continue;
  }
  await rm(join(root, path));
  io.out(`removed ${path}`);
}
