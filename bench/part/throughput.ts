import { setTimeout as sleep } from "node:timers/promises";
import type { Installed } from "../contender/install.ts";
import { type ModuleKind, moduleKinds } from "../contender/table.ts";
import { ClosedLoop } from "../load/closed-loop.ts";
import { cpuMicros } from "../machine/cpu.ts";
import { Program } from "../machine/program.ts";
import { progress } from "../progress.ts";
import type { Sample } from "../result/sample.ts";
import { median } from "../result/statistics.ts";
import { interleave } from "./rounds.ts";
import type { Part, Setting } from "./setting.ts";

interface Shape {
  readonly part: "hello" | "app";
  readonly path: string;
  /**
   * On a cpu that is busy V8 needs so many seconds to compile what is hot; before, a request costs up to twice as much,
   * with and without telemetry. The more code, the longer (docs/decisions/0010).
   */
  readonly warmUpTurns: number;
}

const connections = 64;
const rounds = 4;
/** How often the load goes round the servers of a round, and how long it stays with each. */
const turns = 6;
const turnMillis = 500;
/** Its connections are new at the beginning of a turn. */
const settleMillis = 150;
const quickWarmUpTurns = 1;
const warmUpTurnMillis = 1000;
/** Exporters that wait before they send do not wait for so long. */
const firstSpanMillis = 15_000;

/** As many requests per second as the server bears, and the cpu that each takes. */
const throughput =
  (shape: Shape): Part =>
  async (setting) => {
    const samples: Sample[] = [];
    const count = setting.rounds ?? (setting.quick ? 3 : rounds);
    for (let round = 0; round < count; round++)
      for (const kind of moduleKinds) samples.push(...(await sideBySide(shape, setting, { kind, round })));
    return samples;
  };

export const hello: Part = throughput({ part: "hello", path: "/", warmUpTurns: 15 });
export const app: Part = throughput({ part: "app", path: "/orders/42", warmUpTurns: 45 });

interface Round {
  readonly kind: ModuleKind;
  readonly round: number;
}

interface Server {
  readonly installed: Installed;
  readonly program: Program;
  readonly port: number;
  readonly turns: Turn[];
}

/** What one turn of the load measured. */
interface Turn {
  readonly requests: number;
  readonly seconds: number;
  readonly cpuMicros: number;
}

/**
 * A process of each contender at once, and the load goes from one to the next in short turns: what else the machine does
 * for a second or two touches one turn of each, not one contender.
 */
async function sideBySide(shape: Shape, setting: Setting, { kind, round }: Round): Promise<Sample[]> {
  const servers: Server[] = [];
  try {
    for (const installed of setting.installed) servers.push(await start(shape, setting, installed, kind));
    // In turns, too: after a minute of idleness code was seen to run uncompiled again.
    const warmUps = setting.quick ? quickWarmUpTurns : shape.warmUpTurns;
    await interleave(servers, warmUps, (server) => warmUp(shape, server));
    await interleave(servers, turns, async (server) => void server.turns.push(await take(shape, server)));
  } finally {
    for (const { program } of servers) await program.kill("SIGKILL");
  }
  return servers.map((server) => sampleOf(shape, server, { kind, round }));
}

async function start(shape: Shape, setting: Setting, installed: Installed, kind: ModuleKind): Promise<Server> {
  await setting.sink.reset();
  const program = new Program({ installed, app: shape.part, kind, sinkUrl: setting.sink.url, env: setting.serverEnv });
  const server = { installed, program, port: await program.port(), turns: [] };
  await warmUp(shape, server);
  if (installed.contender.name !== "bare") await sendsSpans(setting, installed, shape);
  return server;
}

async function warmUp({ path }: Shape, { port }: Server): Promise<void> {
  const loop = await ClosedLoop.start({ port, path }, connections);
  await sleep(warmUpTurnMillis);
  loop.stop();
}

/** A contender that sends nothing would be the fastest of all. */
async function sendsSpans({ sink }: Setting, { contender }: Installed, { part }: Shape): Promise<void> {
  const deadline = performance.now() + firstSpanMillis;
  while ((await sink.count()).spans === 0) {
    if (performance.now() > deadline) throw new Error(`${contender.name} sent no span while it served ${part}`);
    await sleep(100);
  }
}

async function take({ path }: Shape, { program, port }: Server): Promise<Turn> {
  const loop = await ClosedLoop.start({ port, path }, connections);
  await sleep(settleMillis);
  const before = { done: loop.done, cpu: cpuMicros(program.pid), at: performance.now() };
  await sleep(turnMillis);
  const seconds = (performance.now() - before.at) / 1000;
  const turn = { requests: loop.done - before.done, seconds, cpuMicros: cpuMicros(program.pid) - before.cpu };
  loop.stop();
  return turn;
}

/** The medians of its turns. */
function sampleOf({ part }: Shape, { installed, turns: all }: Server, { kind, round }: Round): Sample {
  const { name } = installed.contender;
  const middle = (value: (turn: Turn) => number): number => median(all.map(value));
  const values = {
    requestsPerSecond: middle((turn) => turn.requests / turn.seconds),
    requestsPerCpuSecond: middle((turn) => turn.requests / (turn.cpuMicros / 1e6)),
    cpuMicrosPerRequest: middle((turn) => turn.cpuMicros / Math.max(1, turn.requests)),
    cpuShare: middle((turn) => turn.cpuMicros / 1e6 / turn.seconds),
  };
  progress(
    `${part} ${kind} round ${round + 1}: ${name.padEnd(8)} ${values.requestsPerSecond.toFixed(0)}/s, ` +
      `${values.cpuMicrosPerRequest.toFixed(1)} µs cpu each, cpu ${(values.cpuShare * 100).toFixed(0)} % busy`,
  );
  return { part, contender: name, kind, round, values };
}
