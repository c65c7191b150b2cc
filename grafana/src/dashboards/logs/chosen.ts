import { chosenLogs } from "../parts/logs.ts";

/** The lines that the variables leave over. */
export const chosenLines: string = `${chosenLogs} |~ \`(?i)$search\` | detected_level=~"$level" | trace_id=~"$trace.*"`;

export const source: string = "Fed by winston, pino, bunyan or console under the preload.";
