/** A query as a store could be asked it: Grafana's macros and every variable replaced by something that fits there. */
export function withoutVariables(query: string): string {
  return query
    .replaceAll(/\$\{?__\w+_s\}?/g, "3600")
    .replaceAll(/\$\{?__\w+_ms\}?/g, "3600000")
    .replaceAll(/\$\{?__(?:rate_interval|interval|auto)\}?/g, "5m")
    .replaceAll(/\$\{?__range\}?/g, "1h")
    .replaceAll(/\$(?:\{\w+(?::\w+)?\}|\w+)/g, "x");
}

/** Names of the variables in a text that are not Grafana's own. */
export function variablesIn(text: string): string[] {
  const names = [...text.matchAll(/\$(?:\{([A-Za-z]\w*)(?::\w+)?\}|([A-Za-z]\w*))/g)].map(
    ([, braced, bare]) => braced ?? bare ?? "",
  );
  return [...new Set(names)];
}
