/** A difference that some programs may see. */
export interface Allowed {
  readonly programs: readonly string[];
  readonly where: "stdout" | "stderr";
  /** What stands there with the preload, made of what stands there without. */
  readonly ours: (bare: string) => string;
  readonly reason: string;
}

const stackLimit = 10;

/** The frame of the module hook, which takes the place of the last one of a full stack. */
function withHookFrame(bare: string): string {
  const lines = bare
    .replaceAll(
      /^( +)at Object\.\.js (\(.*\))$/gmu,
      "$1at Object.<anonymous> $2\n$1at Object.load [as .js] (the preload)",
    )
    .split("\n");
  let frames = 0;
  return lines
    .filter((line) => {
      frames = /^ +at /u.test(line) ? frames + 1 : 0;
      return frames <= stackLimit;
    })
    .join("\n");
}

/** Adds to the numbers at the ends of the lines that begin so. */
function more(added: Readonly<Record<string, number>>): (bare: string) => string {
  return (bare) =>
    bare
      .split("\n")
      .map((line) => {
        const [, start = "", count] = /^(.*) (\d+)$/u.exec(line) ?? [];
        return count === undefined ? line : `${start} ${Number(count) + (added[start] ?? 0)}`;
      })
      .join("\n");
}

function replace(from: string | RegExp, to: string): (bare: string) => string {
  return (bare) => bare.replace(from, to);
}

const lastWords = "Listeners are the only way to learn that the process ends; see docs/decisions/0009.";
const moduleHook =
  "A wrapper of Module._extensions is what sees every module once (docs/decisions/0002); it is on the stack while a module is evaluated.";
const propagation = "The header that carries the trace to the next service.";

/** All differences there are; one that no program sees any more fails the test. */
export const allowed: readonly Allowed[] = [
  {
    programs: ["listeners of the process"],
    where: "stdout",
    ours: more({
      "at once exit": 1,
      "later exit": 1,
      "at once beforeExit": 2,
      "later beforeExit": 2,
      "at once newListener": 2,
      "later newListener": 2,
      "at once removeListener": 1,
      "later removeListener": 1,
      "later SIGTERM": 1,
      "later SIGINT": 1,
      "later SIGHUP": 1,
      "later SIGUSR2": 1,
    }),
    reason: `${lastWords} beforeExit: one for metrics, one that looks for a bundled application.`,
  },
  {
    programs: ["listeners of the process"],
    where: "stdout",
    ours: more({ "at once uncaughtExceptionMonitor": 1, "later uncaughtExceptionMonitor": 1 }),
    reason: "Made by Node for those who watch without handling.",
  },
  {
    programs: ["listeners of a program that has some"],
    where: "stdout",
    ours: () => "SIGTERM 2\nunhandledRejection 2\nexit 3\n3\n",
    reason: `${lastWords} exit: one before the application's and one after them. unhandledRejection: ours listens as long as another does.`,
  },
  {
    programs: ["told of new listeners"],
    where: "stdout",
    ours: replace("new exit\n", "new exit\nnew exit\nnew SIGTERM\nnew SIGINT\nnew SIGHUP\nnew SIGUSR2\n"),
    reason: "Ours are added with process.on like any other.",
  },
  {
    programs: ["limit of listeners"],
    where: "stdout",
    ours: replace("10 10", "12 10"),
    reason: "Ours must not use up the ten that Node grants before it warns.",
  },
  {
    programs: ["eleven listeners"],
    where: "stderr",
    ours: replace(
      "11 exit listeners added to [process]. MaxListeners is 10.",
      "13 exit listeners added to [process]. MaxListeners is 12.",
    ),
    reason: "The warning comes for the same listener, but counts ours.",
  },
  {
    programs: ["a listener for exit throws"],
    where: "stderr",
    ours: replace("node:events:514:28", "node:events:526:24"),
    reason: "With ours there are several listeners, which Node calls in another line of its own file.",
  },
  {
    programs: ["globals"],
    where: "stdout",
    ours: replace(
      "Symbol(Symbol.toStringTag)",
      "Symbol(@org/otel-preload started),Symbol(Symbol.toStringTag),Symbol(io.opentelemetry.js.api.logs),Symbol(opentelemetry.js.api.1)",
    ),
    reason: "Where OpenTelemetry's API keeps its providers, and the mark against a second start.",
  },
  {
    programs: ["functions of Node are Node's"],
    where: "stdout",
    ours: replace("Module._extensions ", "Module._extensions load"),
    reason: moduleHook,
  },
  {
    programs: ["throws at the top", "throws at the top.ts", "rejects at the top", "a syntax error"],
    where: "stderr",
    ours: withHookFrame,
    reason: moduleHook,
  },
  {
    programs: ["handles a rejection", "stack at the top", "inspects errors", "console.trace"],
    where: "stdout",
    ours: withHookFrame,
    reason: moduleHook,
  },
  {
    programs: ["console.trace"],
    where: "stderr",
    ours: withHookFrame,
    reason: moduleHook,
  },
  {
    programs: ["cache of require"],
    where: "stdout",
    ours: replace(/^1 /u, "4 "),
    reason: "The preload's own files are modules, too.",
  },
  {
    programs: ["subscribes to channels"],
    where: "stdout",
    ours: (bare) => bare.replaceAll(/^(http\.server\S+|undici\S+) false$/gmu, "$1 true"),
    reason: "Node's diagnostics channels are how http and fetch are seen without a patch.",
  },
  {
    programs: ["answers a request"],
    where: "stdout",
    ours: replace("Host,", "Host,traceparent,"),
    reason: propagation,
  },
  {
    programs: ["inspects a request"],
    where: "stdout",
    ours: replace("_paused,_pendingData", "_paused,_peername,_pendingData"),
    reason: "Node keeps the peer's address with the socket once somebody has asked for it.",
  },
  {
    programs: ["fetches.mjs"],
    where: "stdout",
    ours: replace("accept-encoding", "accept-encoding,traceparent"),
    reason: propagation,
  },
  {
    programs: ["listeners of a request"],
    where: "stdout",
    ours: replace("socket: close 2,data", "socket: close 3,data"),
    reason: "A client that goes away before the answer leaves no other trace of the end of its request.",
  },
];
