/** Settings come from the environment only; one that is missing is named. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** Port to listen on; any free one by default. */
export const port = Number(process.env.PORT ?? 0);
export const host = "127.0.0.1";
export const logLevel: string = process.env.LOG_LEVEL ?? "info";

/** Runs `stop` once, at the first SIGTERM or SIGINT. */
export function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop();
    });
  }
}

/** Tells the launcher. */
export function listening(at: number): void {
  process.send?.({ type: "listening", port: at });
}
