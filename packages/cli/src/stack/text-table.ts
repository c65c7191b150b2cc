import { stripVTControlCharacters } from "node:util";

/** Rows as aligned columns, two spaces apart; colours do not count. The last column is not padded. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => visibleWidth(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - visibleWidth(cell)),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** Bytes for people: `57 MB`. */
export function megabytes(bytes: number): string {
  const value = bytes / 1_000_000;
  return value > 0 && value < 1 ? "<1 MB" : `${value.toFixed(0)} MB`;
}

/** A duration for people: `42 s`, `3 min`, `2 h 5 min`, `4 d 2 h`. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (hours === 0) return `${minutes} min`;
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function visibleWidth(text: string): number {
  return stripVTControlCharacters(text).length;
}
