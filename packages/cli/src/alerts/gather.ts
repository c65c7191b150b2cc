import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { fetchAlerts, fetchSilences, type Silence } from "./alertmanager.ts";
import { currentAlerts, type CurrentAlert } from "./current.ts";
import type { Endpoints } from "./endpoints.ts";
import { fetchRules, type LoadedRule } from "./rules.ts";

/** All that is known of now. */
export interface Situation {
  readonly rules: readonly LoadedRule[];
  readonly alerts: readonly CurrentAlert[];
  readonly silences: readonly Silence[];
  /** False when somebody did not answer: there may be more. */
  readonly isWhole: boolean;
}

/** Asks Prometheus, Loki's ruler and Alertmanager. Who does not answer is named; when nobody does, that is an error. */
export async function gather({ prometheus, loki, alertmanager }: Endpoints, io: Io): Promise<Situation> {
  const answers = await Promise.allSettled([
    fetchRules("Prometheus", prometheus),
    loki === undefined ? [] : fetchRules("Loki", loki),
    fetchAlerts(alertmanager),
    fetchSilences(alertmanager),
  ]);
  const [metricRules, logRules, sent, silences] = answers;
  // Loki alone is not the stack: without the other two there is nothing to say.
  if (metricRules.status === "rejected" && sent.status === "rejected") throw metricRules.reason;
  const reasons = new Set(answers.flatMap((one) => (one.status === "rejected" ? [reasonOf(one.reason)] : [])));
  for (const reason of reasons) io.err(`incomplete: ${reason}`);
  const rules = [...valueOf(metricRules, []), ...valueOf(logRules, [])];
  const known = { alerts: valueOf(sent, undefined), silences: valueOf(silences, []) };
  return { rules, alerts: currentAlerts(rules, known), silences: known.silences, isWhole: reasons.size === 0 };
}

function reasonOf(error: unknown): string {
  if (error instanceof CliError) return error.message;
  throw error;
}

function valueOf<Value, Other>(answer: PromiseSettledResult<Value>, otherwise: Other): Value | Other {
  return answer.status === "fulfilled" ? answer.value : otherwise;
}

/** {@link gather} for what makes sense without a stack too: then nothing is known of now, and it is said. */
export async function gatherIfUp(endpoints: Endpoints, io: Io): Promise<Situation> {
  try {
    return await gather(endpoints, io);
  } catch (error) {
    io.err(`what fires now is not known: ${reasonOf(error)}`);
    return { rules: [], alerts: [], silences: [], isWhole: false };
  }
}
