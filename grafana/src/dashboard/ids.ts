/**
 * The id of a panel: the same for the same key wherever the panel stands, so that links to it and differences between
 * two versions survive a move. FNV-1a, 24 bits; two equal ids in one dashboard are found by a test.
 */
export function panelId(dashboardUid: string, key: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${dashboardUid}/${key}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return (hash >>> 8) + 1;
}
