import { userInfo } from "node:os";
import { CliError } from "../error.ts";
import type { Environment } from "../process/start.ts";
import type { Matcher, NewSilence, Silence } from "./alertmanager.ts";
import { alertNamed } from "./catalogue.ts";
import { parseMatcher } from "./matcher.ts";

const longestMillis = 86_400_000;
const shortestPrefix = 4;

/** What a person wants to be left alone about. */
export interface SilenceWish {
  readonly words: readonly string[];
  readonly forMillis: number;
  readonly comment: string | undefined;
  readonly force: boolean;
}

/** The silence for it, from `now` on. Words are names of alerts or matchers; `names` are the alerts that exist. */
export function newSilence(
  wish: SilenceWish,
  names: readonly string[],
  { now, by }: { now: Date; by: string },
): NewSilence {
  const { comment, forMillis, force, words } = wish;
  if (forMillis > longestMillis && !force) {
    throw new CliError(
      "E_LONG_SILENCE",
      `--for is longer than 24 h, and what is silenced that long is forgotten; nothing was silenced; --force does it all the same`,
    );
  }
  if (comment === undefined || comment.trim() === "") {
    throw new CliError(
      "E_ARGUMENT",
      "--comment is missing: say why, for the next person on call; nothing was silenced",
    );
  }
  return {
    matchers: matchersOf(words, names),
    startsAt: now.toISOString(),
    endsAt: new Date(now.getTime() + forMillis).toISOString(),
    createdBy: by,
    comment,
  };
}

/** One name or matcher a word; several names are one matcher that means any of them. */
function matchersOf(words: readonly string[], names: readonly string[]): Matcher[] {
  const given = words.flatMap((word) => parseMatcher(word) ?? []);
  const alerts = words.filter((word) => parseMatcher(word) === undefined).map((word) => alertNamed(word, names));
  if (alerts.length === 0) return given;
  const value = alerts.join("|");
  return [{ name: "alertname", value, isRegex: alerts.length > 1, isEqual: true }, ...given];
}

/** Those that `word` means: an id or its beginning, or the name of an alert that they silence. */
export function silencesMeant(word: string, silences: readonly Silence[]): Silence[] {
  const byId = silences.filter(({ id }) => id === word || (word.length >= shortestPrefix && id.startsWith(word)));
  if (byId.length > 1) {
    throw new CliError(
      "E_ARGUMENT",
      `${word}: ${byId.length} silences begin so: ${byId.map(({ id }) => id).join(", ")}`,
    );
  }
  if (byId.length === 1) return byId;
  const wanted = word.toLowerCase();
  return silences.filter(({ matchers }) =>
    matchers.some(({ name, value, isEqual }) => {
      return name === "alertname" && isEqual && value.toLowerCase().split("|").includes(wanted);
    }),
  );
}

/** Who asks: the account, and behind sudo the person. */
export function personName(env: Environment): string {
  return env["SUDO_USER"] || userInfo().username;
}
