import { styleText } from "node:util";
import type { Io } from "../io.ts";
import { familyMemory, type ProcessIdentity } from "../process/family.ts";
import { listProcesses } from "../process/list.ts";
import type { Part } from "./part.ts";
import type { Ports } from "./ports.ts";
import { megabytes, textTable } from "./text-table.ts";

type Phase = "preparing" | "starting" | "healthy" | "failed";

/** What is shown of one part while the stack comes up. */
interface Row {
  phase: Phase;
  identity: ProcessIdentity | undefined;
  seconds: number | undefined;
}

const redrawMillis = 500;
const colours = { preparing: "dim", starting: "yellow", healthy: "green", failed: "red" } as const;

/** The table of parts that come up: redrawn in place for a person, one line for each event in a log. */
export class UpProgress {
  readonly #io: Io;
  readonly #ports: Ports;
  readonly #startMillis = performance.now();
  readonly #rows: Map<Part, Row>;
  #timer: NodeJS.Timeout | undefined;
  #drawnLines = 0;

  constructor(parts: readonly Part[], ports: Ports, io: Io) {
    this.#io = io;
    this.#ports = ports;
    this.#rows = new Map(parts.map((part) => [part, { phase: "preparing", identity: undefined, seconds: undefined }]));
    if (!io.isTTY) return;
    this.#timer = setInterval(() => this.#draw(), redrawMillis);
    this.#draw();
  }

  started(part: Part, identity: ProcessIdentity): void {
    Object.assign(this.#row(part), { phase: "starting", identity });
  }

  ended(part: Part, phase: "healthy" | "failed"): void {
    const seconds = (performance.now() - this.#startMillis) / 1000;
    Object.assign(this.#row(part), { phase, seconds });
    if (!this.#io.isTTY) this.#io.out(textTable([this.#cells(part)]).join(""));
  }

  /** The table stays if something failed; otherwise the status takes its place. */
  close(isWell: boolean): void {
    clearInterval(this.#timer);
    if (!this.#io.isTTY) return;
    if (isWell) this.#io.out(`${this.#back()}all parts are healthy`);
    else this.#draw();
  }

  #row(part: Part): Row {
    return this.#rows.get(part) as Row;
  }

  #draw(): void {
    const header = ["part", "state", "after", "memory", "address"];
    const lines = textTable([header, ...[...this.#rows.keys()].map((part) => this.#cells(part))]);
    const back = this.#back();
    this.#drawnLines = lines.length;
    this.#io.out(back + lines.join("\n"));
  }

  /** Up to where the last drawing began, and clear from there. */
  #back(): string {
    return this.#drawnLines === 0 ? "" : `\u001b[${this.#drawnLines}A\u001b[J`;
  }

  #cells(part: Part): string[] {
    const { phase, identity, seconds } = this.#row(part);
    const bytes = identity === undefined ? 0 : familyMemory(identity, listProcesses());
    return [
      part.name,
      this.#io.isTTY ? styleText(colours[phase], phase) : phase,
      seconds === undefined ? "" : `${seconds.toFixed(1)} s`,
      bytes === 0 ? "" : megabytes(bytes),
      part.address(this.#ports),
    ];
  }
}
