import { run } from "../src/command/run.ts";

/** What a command said and returned. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `otelstack …` in this process, with the states of stacks in that folder. */
export async function otelstackIn(home: string, ...argv: string[]): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line), isTTY: false };
  const env = { ...process.env, OTELSTACK_HOME: home };
  const code = await run(argv, { io, env, signal: new AbortController().signal });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
