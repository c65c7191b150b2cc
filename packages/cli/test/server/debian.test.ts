import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isDebianLike, planInstall, remedyFor, type Machine } from "../../src/server/debian.ts";
import { findProgram } from "../../src/server/find-program.ts";
import { withoutServiceStart } from "../../src/server/policy.ts";

const rootOnDebian: Machine = { platform: "linux", isDebian: true, isRoot: true };
const userOnDebian: Machine = { ...rootOnDebian, isRoot: false };
const fedora: Machine = { platform: "linux", isDebian: false, isRoot: true };
const mac: Machine = { platform: "darwin", isDebian: false, isRoot: false };

describe("what is done about missing programs", () => {
  test("nothing when none is missing", () => {
    expect(planInstall([], mac, true)).toEqual({ kind: "nothing" });
  });

  test("root on Debian asks if it can, else installs", () => {
    const packages = ["postgresql", "rabbitmq-server"];
    expect(planInstall(["postgres", "rabbitmq"], rootOnDebian, true)).toEqual({ kind: "ask", packages });
    expect(planInstall(["postgres", "rabbitmq"], rootOnDebian, false)).toEqual({ kind: "install", packages });
  });

  test.each([
    [userOnDebian, "redis-server is missing: sudo apt-get install --no-install-recommends redis-server"],
    [mac, "redis-server is missing: brew install redis"],
    [fedora, expect.stringContaining("redis-server is missing: install it with your system's package manager")],
  ])("everybody else gets one line with the remedy (%o)", (machine, remedy) => {
    expect(planInstall(["redis"], machine, true)).toEqual({ kind: "refuse", remedies: [remedy] });
  });

  test("root who said no is told the command without sudo", () => {
    expect(remedyFor("maven", rootOnDebian)).toBe("mvn is missing: apt-get install --no-install-recommends maven");
  });
});

test("Debian and its derivatives by os-release", () => {
  expect(isDebianLike('PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n')).toBe(true);
  expect(isDebianLike("ID=ubuntu\nID_LIKE=debian\n")).toBe(true);
  expect(isDebianLike('ID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true);
  expect(isDebianLike('ID=fedora\nHOME_URL="https://debian.example"\n')).toBe(false);
});

describe("with a folder", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "otelstack-policy-"));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const executable = async (path: string, content: string): Promise<string> => {
    await writeFile(path, content);
    await chmod(path, 0o755);
    return path;
  };

  test("a program is found on the PATH, under its other name too, and by the highest version of a folder", async () => {
    const env = { PATH: `/nowhere:${dir}` };
    expect(findProgram({ name: "server" }, env)).toBeUndefined();
    await writeFile(join(dir, "server"), "not executable");
    expect(findProgram({ name: "server" }, env)).toBeUndefined();
    const other = await executable(join(dir, "other"), "");
    expect(findProgram({ name: "server", otherName: "other" }, env)).toBe(other);
    await executable(join(dir, "server-9"), "");
    const newest = await executable(join(dir, "server-15"), "");
    expect(findProgram({ name: "server-*", folders: [dir] }, env)).toBe(newest);
  });

  test("services may not start meanwhile; afterwards there is no policy as before", async () => {
    const file = join(dir, "policy-rc.d");
    await withoutServiceStart(async () => {
      expect(await readFile(file, "utf8")).toMatch(/^#!\/bin\/sh\n.*\nexit 101\n$/);
      expect((await stat(file)).mode & 0o111).toBe(0o111);
    }, file);
    expect(await readdir(dir)).toEqual([]);
  });

  test("somebody's policy that forbids it already is left alone", async () => {
    const file = await executable(join(dir, "policy-rc.d"), "#!/bin/sh\n# theirs\nexit 101\n");
    await withoutServiceStart(async () => {
      expect(await readFile(file, "utf8")).toContain("# theirs");
    }, file);
    expect(await readFile(file, "utf8")).toContain("# theirs");
  });

  test("a policy that allows it is put back, also when the work fails", async () => {
    const file = await executable(join(dir, "policy-rc.d"), "#!/bin/sh\n# theirs\nexit 0\n");
    const work = async (): Promise<void> => {
      expect(await readFile(file, "utf8")).toContain("exit 101");
      throw new Error("apt failed");
    };
    await expect(withoutServiceStart(work, file)).rejects.toThrow("apt failed");
    expect(await readFile(file, "utf8")).toContain("# theirs");
    expect(await readdir(dir)).toEqual(["policy-rc.d"]);
  });

  test("a policy that a killed run left behind is taken away", async () => {
    const file = join(dir, "policy-rc.d");
    let ours = "";
    await withoutServiceStart(async () => {
      ours = await readFile(file, "utf8");
    }, file);
    await executable(file, ours);
    await executable(`${file}.before-otelstack`, "#!/bin/sh\n# theirs\nexit 0\n");
    await withoutServiceStart(async () => {}, file);
    expect(await readFile(file, "utf8")).toContain("# theirs");
    expect(await readdir(dir)).toEqual(["policy-rc.d"]);
  });
});
