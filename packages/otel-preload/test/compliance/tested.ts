import type { Check } from "./check.ts";
import { checks as ofAttributes } from "./checks-attribute.ts";
import { checks as ofLogs } from "./checks-log.ts";
import { checks as ofPropagation } from "./checks-propagation.ts";
import { checks as ofSpans } from "./checks-span.ts";
import { checks as ofTraces } from "./checks-trace.ts";
import { environmentRows, type ProcessRow } from "./rows-environment.ts";
import { exportRows } from "./rows-export.ts";
import { grpcRows } from "./rows-grpc.ts";

/** Files whose rows share one process. */
export const checkFiles: readonly (readonly [file: string, checks: readonly Check[]])[] = [
  ["checks-span.ts", ofSpans],
  ["checks-trace.ts", ofTraces],
  ["checks-attribute.ts", ofAttributes],
  ["checks-propagation.ts", ofPropagation],
  ["checks-log.ts", ofLogs],
];

export const processRows: readonly ProcessRow[] = [...environmentRows, ...exportRows, ...grpcRows];

/** Every row that has a test. */
export const testedRows: readonly string[] = [...checkFiles.flatMap(([, checks]) => checks), ...processRows].map(
  ({ row }) => row,
);
