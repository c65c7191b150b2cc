import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { downStack } from "../../packages/cli/src/stack/down.ts";
import { upStack } from "../../packages/cli/src/stack/up.ts";
import type { StackState } from "../../packages/cli/src/stack/state.ts";
import { freeOffset } from "../free-offset.ts";

declare module "vitest" {
  interface ProvidedContext {
    stack: StackState;
    /** Reads issues of the local Sentry. */
    sentryToken: string;
    stackHome: string;
  }
}

/** The running native stack of these tests: own ports, own data folder, gone afterwards. The binaries come from the cache or are built now. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), "otelstack-e2e-"));
  // Passable for the servers that root runs as accounts of their own, so that all data is in this one folder.
  await chmod(home, 0o711);
  const env = { ...process.env, OTELSTACK_HOME: home };
  const id = { env, portOffset: await freeOffset() };
  const io = {
    out: (line: string) => console.log(`stack: ${line}`),
    err: (line: string) => console.error(`stack: ${line}`),
    isTTY: false,
  };
  const state = await upStack({ ...id, demo: true, engine: "native" }, io);
  project.provide("stack", state);
  project.provide("sentryToken", (await readFile(join(state.paths.secrets, "bugsink-api-token"), "utf8")).trim());
  project.provide("stackHome", home);
  return async () => {
    await downStack(id, io);
    await rm(home, { recursive: true, force: true });
  };
}
