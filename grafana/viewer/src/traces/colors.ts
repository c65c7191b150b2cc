/** Colours that those who see no red or green can tell apart; a service keeps its colour on every page. */
const colors = ["#56B4E9", "#E69F00", "#009E73", "#F0E442", "#CC79A7", "#0072B2", "#8DA0CB", "#A6D854"] as const;

export function serviceColor(service: string): string {
  let hash = 0;
  for (const character of service) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return colors[hash % colors.length] as string;
}
