import { fork } from "node:child_process";
import { once } from "node:events";
import type { Counts } from "./counter.ts";

/** A receiver in a process of its own. */
export interface Sink {
  readonly port: number;
  readonly url: string;
  reset(): Promise<void>;
  count(): Promise<Counts>;
  stop(): void;
}

export async function startSink(): Promise<Sink> {
  const child = fork(new URL("main.ts", import.meta.url), { execArgv: [] });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const ask = async (question: "reset" | "count"): Promise<unknown> => {
    const answered = once(child, "message");
    child.send(question);
    return ((await answered) as [unknown])[0];
  };
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    reset: async () => void (await ask("reset")),
    count: async () => (await ask("count")) as Counts,
    stop: () => child.kill("SIGKILL"),
  };
}
