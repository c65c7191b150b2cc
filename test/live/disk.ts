import { execFile } from "node:child_process";
import { mkdir, open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { host } from "../../grafana/src/inventory/host.ts";
import { queryOf } from "./prometheus.ts";
import type { Stage } from "./stage.ts";

const run = promisify(execFile);
const diskBytes = 64 * 1024 ** 2;
const filledShare = 0.95;

/** Mounts a small ext4 of its own, which only root may, and waits until the collector sees it. */
export async function mountDisk(stage: Stage): Promise<void> {
  const image = join(stage.folder, "disk.img");
  const file = await open(image, "w");
  await file.truncate(diskBytes);
  await file.close();
  await run("mkfs.ext4", ["-q", "-m", "0", image]);
  await mkdir(mountPoint(stage), { recursive: true });
  await run("mount", ["-o", "loop", image, mountPoint(stage)]);
  const seen = () => queryOf(stage, `${host.filesystem}{mountpoint="${mountPoint(stage)}"}`);
  await expect.poll(seen, { timeout: 120_000, interval: 500 }).not.toEqual([]);
}

/** Fills it but for a twentieth. */
export async function fillDisk(stage: Stage): Promise<void> {
  const { bavail, bsize } = await statfs(mountPoint(stage));
  const file = await open(filler(stage), "w");
  const block = Buffer.alloc(1024 ** 2, "x");
  for (let left = bavail * bsize * filledShare; left >= block.length; left -= block.length) await file.write(block);
  await file.sync();
  await file.close();
}

export async function emptyDisk(stage: Stage): Promise<void> {
  await rm(filler(stage));
}

export async function unmountDisk(stage: Stage): Promise<void> {
  await run("umount", [mountPoint(stage)]);
}

function mountPoint({ folder }: Stage): string {
  return join(folder, "disk");
}

function filler(stage: Stage): string {
  return join(mountPoint(stage), "filler");
}
