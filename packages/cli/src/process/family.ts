import { findProcess, listProcesses, memoryOf, type ProcessEntry } from "./list.ts";

/** A process that we started and can recognise later, in another run of the CLI too. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

/** True while that very process runs; false for a pid that the system has given to somebody else. */
export function isRunning(identity: ProcessIdentity): boolean {
  const entry = findProcess(identity.pid);
  return entry !== undefined && !entry.zombie && entry.startTime === identity.startTime;
}

/**
 * The process, its descendants and whatever else runs in its group or session, dead ones left out.
 * We start every part as leader of a group of its own, so the group outlives a leader that was killed.
 */
export function familyOf(leader: ProcessIdentity, all: readonly ProcessEntry[] = listProcesses()): ProcessEntry[] {
  const holder = all.find((entry) => entry.pid === leader.pid);
  if (holder !== undefined && holder.startTime !== leader.startTime) return [];
  const members = new Set([leader.pid]);
  for (const entry of all) {
    if (entry.groupId === leader.pid || entry.sessionId === leader.pid) members.add(entry.pid);
  }
  addDescendants(members, all);
  return all.filter((entry) => members.has(entry.pid) && !entry.zombie);
}

function addDescendants(members: Set<number>, all: readonly ProcessEntry[]): void {
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const entry of all) if (members.has(entry.parentPid)) members.add(entry.pid);
  }
}

/** Resident memory of a part: the leader and all that belongs to it. */
export function familyMemory(leader: ProcessIdentity, all: readonly ProcessEntry[] = listProcesses()): number {
  return memoryOf(familyOf(leader, all));
}
