/** Colours that those who see no red or green can tell apart. */
const colors = ["#56B4E9", "#E69F00", "#009E73", "#F0E442", "#CC79A7", "#0072B2", "#8DA0CB", "#A6D854"] as const;

/** A colour for each service: the same on every page as long as no other service of the page has it already. */
export function serviceColors(services: Iterable<string>): ReadonlyMap<string, string> {
  const names = [...new Set(services)].toSorted();
  const taken = new Set<number>();
  return new Map(
    names.map((name) => {
      let at = hashOf(name) % colors.length;
      while (taken.has(at) && taken.size < colors.length) at = (at + 1) % colors.length;
      taken.add(at);
      return [name, colors[at] as string];
    }),
  );
}

function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash;
}
