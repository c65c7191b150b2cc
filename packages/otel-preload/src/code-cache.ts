import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";

const crcBytes = 4;
/** Of this many bundles and versions of Node at once is something kept. */
const maxFiles = 8;
/** Others than the owner may write. */
const foreignWrite = 0o022;

/**
 * V8's compiled form of a file of ours, kept between processes in a folder that only its owner may write: whoever can
 * write it decides what runs. V8 itself looks at version and flags and trusts the rest, so the file ends with a
 * checksum. Everything that is not as it should be means no cache and nothing else (docs/decisions/0012).
 */
export class CodeCache {
  private readonly folder: string;
  private readonly name: string;

  constructor(folder: string, digest: string) {
    this.folder = folder;
    this.name = `${digest}-${process.version}-${process.arch}`;
  }

  read(): Buffer | undefined {
    try {
      if (!isSafe(fs.lstatSync(this.folder))) return undefined;
      const file = fs.openSync(join(this.folder, this.name), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
      try {
        return isSafe(fs.fstatSync(file)) ? unseal(fs.readFileSync(file)) : undefined;
      } finally {
        fs.closeSync(file);
      }
    } catch {
      return undefined;
    }
  }

  /** `make` takes some milliseconds and is asked only where the result can be kept. */
  write(make: () => Buffer): void {
    try {
      // A home that does not exist is not made for this.
      makeFolder(dirname(this.folder));
      makeFolder(this.folder);
      if (!isSafe(fs.lstatSync(this.folder))) return;
      fs.accessSync(this.folder, fs.constants.W_OK);
      const file = join(this.folder, this.name);
      const fresh = `${file}.${process.pid}.${process.hrtime.bigint()}`;
      fs.writeFileSync(fresh, seal(make()), { flag: "wx", mode: 0o600 });
      fs.renameSync(fresh, file);
      this.forgetOldest();
    } catch {
      // Read-only, full or forbidden: the next process compiles again.
    }
  }

  private forgetOldest(): void {
    const files = fs.readdirSync(this.folder).map((name) => join(this.folder, name));
    if (files.length <= maxFiles) return;
    const byAge = files.map((file) => ({ file, at: fs.lstatSync(file).mtimeMs })).toSorted((a, b) => b.at - a.at);
    for (const { file } of byAge.slice(maxFiles)) fs.rmSync(file, { force: true });
  }
}

/** Where it is: with Node's own compile cache when the user has named a place for that. `undefined`: nowhere. */
export function codeCacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { NODE_COMPILE_CACHE: named, NODE_DISABLE_COMPILE_CACHE: off, XDG_CACHE_HOME: xdg, HOME: home } = env;
  // Windows says nothing of owners and modes.
  if ((off !== undefined && off !== "") || process.platform === "win32") return undefined;
  const parent = [named, xdg, home && join(home, ".cache")].find((path) => path?.startsWith("/"));
  return parent === undefined ? undefined : join(parent, "otel-preload");
}

function makeFolder(folder: string): void {
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { mode: 0o700 });
}

function isSafe({ uid, mode }: fs.Stats): boolean {
  return uid === process.geteuid?.() && (mode & foreignWrite) === 0;
}

function seal(code: Buffer): Buffer {
  const sealed = Buffer.alloc(code.length + crcBytes);
  code.copy(sealed);
  sealed.writeUInt32LE(crc32(code), code.length);
  return sealed;
}

function unseal(sealed: Buffer): Buffer | undefined {
  const end = sealed.length - crcBytes;
  if (end <= 0) return undefined;
  const code = sealed.subarray(0, end);
  return crc32(code) === sealed.readUInt32LE(end) ? code : undefined;
}
