import { renameSync } from "node:fs";
import * as diag from "../../../diag.ts";
import { readWhole } from "./file.ts";
import { readFrames, readHead, type Frames } from "./frame.ts";
import { type Listed, listSegments, renamed } from "./listing.ts";
import { isOwnerAlive, removeLock } from "./owner.ts";
import { requirePrivate } from "./place.ts";
import { SegmentFile } from "./segment.ts";

export interface Adopted {
  readonly files: SegmentFile[];
  readonly damaged: Frames["damaged"];
}

/**
 * Takes the files whose owner is gone. A rename is what makes them ours: of two processes that try it at once one
 * succeeds. `own` is called before the first, so that from then on everybody sees that the new owner lives.
 */
export function adoptOrphans(folder: string, id: string, own: () => void): Adopted {
  // The files first, then their owners: an owner shows that it lives before it makes a file.
  const listed = listSegments(folder).filter(({ owner }) => owner !== id);
  const adopted: { files: SegmentFile[]; damaged: Adopted["damaged"][number][] } = { files: [], damaged: [] };
  if (listed.length === 0) return adopted;
  requirePrivate(folder);
  const gone = new Set([...new Set(listed.map(({ owner }) => owner))].filter((owner) => !isOwnerAlive(folder, owner)));
  if (gone.size === 0) return adopted;
  own();
  for (const one of listed.filter(({ owner }) => gone.has(owner))) {
    const path = renamed(one, folder, id);
    if (!take(one, path)) continue;
    const { file, damaged } = open(path) ?? {};
    adopted.damaged.push(...(damaged ?? []));
    if (file === undefined) continue;
    if (file.waiting.size > 0) adopted.files.push(file);
    else file.remove();
  }
  for (const owner of gone) removeLock(folder, owner);
  return adopted;
}

function read(path: string): Buffer | undefined {
  try {
    return readWhole(path);
  } catch (thrown) {
    diag.warnOnce(`${path} cannot be read: ${diag.describeError(thrown)}; it stays there`);
    return undefined;
  }
}

function take({ path }: Listed, to: string): boolean {
  try {
    renameSync(path, to);
    return true;
  } catch {
    // Somebody else was faster.
    return false;
  }
}

function open(path: string): { file: SegmentFile; damaged: Adopted["damaged"] } | undefined {
  const bytes = read(path);
  if (bytes === undefined) return undefined;
  const resource = readHead(bytes);
  if (resource === undefined) {
    const file = SegmentFile.adopted(path, new Uint8Array(), bytes.length, []);
    return { file, damaged: bytes.length === 0 ? [] : [{ signal: "traces", count: 1 }] };
  }
  const { frames, damaged } = readFrames(bytes);
  const waiting = frames.filter(({ isSettled }) => !isSettled);
  return { file: SegmentFile.adopted(path, resource, bytes.length, waiting), damaged };
}
