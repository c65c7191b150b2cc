import * as diag from "../diag.ts";

/**
 * Says once when an address stops taking telemetry and once when it takes it again, however many batches fail in
 * between; a person reads two lines, not a thousand.
 */
export class EndpointHealth {
  private failing = false;
  private lost = 0;
  private readonly what: string;
  private readonly url: string;

  constructor(what: string, url: string) {
    this.what = what;
    this.url = url;
  }

  failed(reason: string, lostItems: number, remedy: string): void {
    this.lost += lostItems;
    if (this.failing) return;
    this.failing = true;
    diag.error(`${this.what} cannot be delivered to ${hide(this.url)}: ${reason}. ${remedy} The application runs on.`);
  }

  delivered(): void {
    if (!this.failing) return;
    this.failing = false;
    diag.warn(`${this.what} reach ${hide(this.url)} again; ${this.lost} were lost in between.`);
    this.lost = 0;
  }
}

/** No credentials of an address in a message. */
function hide(url: string): string {
  return url.replace(/\/\/[^/@]*@/u, "//…@").replace(/\?.*$/u, "?…");
}
