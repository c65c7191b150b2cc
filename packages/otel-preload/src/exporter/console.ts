/** One line of OTLP/JSON on stdout: the specification's "console" exporters are for looking at, and were asked for by name. */
export function writeConsole(json: Uint8Array | undefined): void {
  if (json === undefined) return;
  process.stdout.write(json);
  process.stdout.write("\n");
}
