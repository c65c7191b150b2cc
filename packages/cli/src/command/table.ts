import { alerts } from "./alerts.ts";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { demo } from "./demo.ts";
import { down } from "./down.ts";
import { generate } from "./generate.ts";
import { logs } from "./logs.ts";
import { reset } from "./reset.ts";
import { status } from "./status.ts";
import { trace } from "./trace.ts";
import { up } from "./up.ts";
import { view } from "./view.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [up, down, status, logs, trace, view, alerts, generate, check, reset, demo];
