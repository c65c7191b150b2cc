import type { Config } from "../settings.ts";

/**
 * The label `team` of every alert of a declared service that has one: a template, because a rule is about all services
 * at once. A team that the series already has, from an objective of its own, stays. Never empty: `ALERTS` would then
 * carry the template itself.
 */
export function teamLabel({ services }: Pick<Config, "services">): { readonly team?: string } {
  const owned = services.filter(({ team }) => team !== undefined);
  if (owned.length === 0) return {};
  const cases = owned.map(({ job, team }) => `{{ else if eq $labels.job ${JSON.stringify(job)} }}${team}`);
  return { team: `{{ if $labels.team }}{{ $labels.team }}${cases.join("")}{{ else }}none{{ end }}` };
}
