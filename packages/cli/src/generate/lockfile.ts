import type { Generator } from "./generator.ts";

/** One entry of package-lock.json. */
interface LockedPackage extends Partial<Platform> {
  readonly version?: string;
  readonly dev?: true;
  readonly optional?: true;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Platform {
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc?: readonly string[];
}

interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/**
 * The lockfile, with the binaries of other platforms. A registry that does not hold them makes npm leave them out
 * when it writes the file, and then `npm ci` refuses it everywhere.
 */
export const lockfile: Generator = {
  path: "package-lock.json",
  content: (current) => {
    const parsed = JSON.parse(current) as Lockfile;
    const missing = findMissing(parsed);
    if (missing.length === 0) return current;
    return `${JSON.stringify({ ...parsed, packages: merge(parsed.packages, missing) }, null, 2)}\n`;
  },
};

/** Platform packages that some package names exactly and the lockfile does not have. */
export function findMissing({ packages }: Lockfile): [place: string, entry: LockedPackage][] {
  return Object.values(packages).flatMap(({ dev, optionalDependencies }) =>
    Object.entries(optionalDependencies ?? {}).flatMap(([name, version]): [string, LockedPackage][] => {
      const place = `node_modules/${name}`;
      const platform = platformOf(name);
      if (place in packages || platform === undefined) return [];
      const { cpu, libc, os } = platform;
      // In npm's order, so that its next write changes nothing.
      const entry = {
        version,
        cpu,
        ...(dev === true ? { dev } : {}),
        ...(libc && { libc }),
        optional: true,
        os,
      } as const;
      return [[place, entry]];
    }),
  );
}

/** What npm checks before it downloads: read from the name, by the convention of all these packages. */
export function platformOf(name: string): Platform | undefined {
  const pattern =
    /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(gnu|musl))?/;
  const [, os, cpu, libc] = pattern.exec(name) ?? [];
  if (os === undefined || cpu === undefined) return undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc === "gnu" ? "glibc" : "musl"] }) };
}

function merge(packages: Lockfile["packages"], missing: readonly [string, LockedPackage][]): Lockfile["packages"] {
  const entries = [...Object.entries(packages), ...missing];
  return Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b, "en")));
}
