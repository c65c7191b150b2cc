const gigabyte = 1e9;

/** A disk use beside its cap, for people: `3.9 of 4 GB`, `2.1 of 5 MB`. */
export function ofCap(bytes: number, capBytes: number): string {
  const [unit, name] = capBytes >= gigabyte ? [gigabyte, "GB"] : [1e6, "MB"];
  return `${(bytes / unit).toFixed(1)} of ${Number((capBytes / unit).toFixed(1))} ${name}`;
}
