import type { Segment } from "../message.ts";
import type { Stored } from "./spool/segment.ts";

/** What is sent together. It is tried until nothing of it is left. */
export interface Batch {
  readonly resource: Uint8Array;
  /** What is left of it, in requests to be made. */
  parts: Segment[][];
  /** The records that hold it on disk; none while it is in memory only. */
  stored: Stored[];
  /** When the first of it came to this thread. */
  readonly since: number;
  /** How many items were found to be refused one by one, and whether any of its requests was taken. */
  refusedOnes: number;
  isPartlyTaken: boolean;
}
