import * as diag from "../diag.ts";

/** One that comes and goes all the time is two lines a minute, not two a second. */
const quietMillis = 60_000;

/** What became of the items while an address did not take them. */
export interface Tally {
  readonly lost: number;
  /** Kept, and sent now. */
  readonly waiting: number;
}

/**
 * Says once when an address stops taking telemetry and once when it takes it again, however many batches fail in
 * between; a person reads two lines, not a thousand.
 */
export class EndpointHealth {
  private readonly what: string;
  private readonly url: string;
  private readonly tally: () => Tally;
  private failingSince: number | undefined;
  private isSaid = false;
  private lastSaid = -Infinity;
  private lostBefore = 0;
  private lost = 0;

  constructor(what: string, url: string, tally: () => Tally = () => ({ lost: 0, waiting: 0 })) {
    this.what = what;
    this.url = url;
    this.tally = tally;
  }

  failed(reason: string, lostItems: number, remedy: string): void {
    const now = performance.now();
    this.lost += lostItems;
    if (this.failingSince === undefined) {
      this.failingSince = now;
      this.lostBefore = this.tally().lost;
    }
    if (this.isSaid || now - this.lastSaid < quietMillis) return;
    this.isSaid = true;
    this.lastSaid = now;
    diag.error(`${this.what} cannot be delivered to ${hide(this.url)}: ${reason}. ${remedy} The application runs on.`);
  }

  delivered(): void {
    if (this.failingSince === undefined) return;
    const seconds = Math.round((performance.now() - this.failingSince) / 1000);
    this.failingSince = undefined;
    if (!this.isSaid) return;
    this.isSaid = false;
    const { lost, waiting } = this.tally();
    const all = lost - this.lostBefore + this.lost;
    this.lost = 0;
    diag.warn(
      `${this.what} reach ${hide(this.url)} again after ${seconds} s: ${waiting} that waited follow, ${all} were lost in between.`,
    );
  }
}

/** No credentials of an address in a message. */
function hide(url: string): string {
  return url.replace(/\/\/[^/@]*@/u, "//…@").replace(/\?.*$/u, "?…");
}
