import { setTimeout as delay } from "node:timers/promises";

/** Begins to do harm, until the signal. */
export type Fault = (until: AbortSignal) => void | Promise<void>;

/** What a service can be made to suffer from. */
export interface FaultSwitch {
  isOn(name: string): boolean;
  /** Switches on for so long; a fault that is on begins its time anew. False when there is no such fault. */
  on(name: string, seconds: number): boolean;
  off(name: string): boolean;
  /** What is on, for a look. */
  active(): string[];
  offAll(): void;
}

const longestSeconds = 3600;

/** `faults` that only have to be asked for with `isOn` do nothing themselves. */
export function createFaultSwitch(faults: Readonly<Record<string, Fault>>): FaultSwitch {
  const running = new Map<string, AbortController>();
  const off = (name: string): boolean => {
    running.get(name)?.abort();
    running.delete(name);
    return name in faults;
  };
  return {
    isOn: (name) => running.has(name),
    on(name, seconds) {
      const fault = faults[name];
      if (fault === undefined || !(seconds > 0)) return false;
      off(name);
      const controller = new AbortController();
      running.set(name, controller);
      void fault(controller.signal);
      void endLater(controller, Math.min(seconds, longestSeconds) * 1000, () => off(name));
      return true;
    },
    off,
    active: () => [...running.keys()],
    offAll: () => {
      for (const name of running.keys()) off(name);
    },
  };
}

async function endLater({ signal }: AbortController, millis: number, end: () => void): Promise<void> {
  const ended = await delay(millis, false, { signal, ref: false }).catch(() => true);
  if (!ended) end();
}

/** Calls `step` again and again, so many milliseconds apart, until the signal. */
export async function repeat(everyMillis: number, until: AbortSignal, step: () => unknown): Promise<void> {
  while (!until.aborted) {
    await step();
    await delay(everyMillis, undefined, { signal: until, ref: false }).catch(() => {});
  }
}

/** The switch's answer to a request of `/fault/…`: POST with `{"seconds": 30}`, DELETE, GET for what is on. */
export function answerFault(
  faults: FaultSwitch,
  { method, url, body }: { readonly method: string; readonly url: string; readonly body: unknown },
): { readonly status: number; readonly body: object } {
  const name = url.split("?")[0]?.split("/")[2] ?? "";
  const seconds = Number((body as { readonly seconds?: unknown } | null | undefined)?.seconds ?? 60);
  const known = method === "POST" ? faults.on(name, seconds) : method === "DELETE" ? faults.off(name) : name === "";
  return { status: known ? 200 : 404, body: known ? { active: faults.active() } : { error: `no fault ${name}` } };
}
