/** A token bucket: `perSecond` on average, and at once as many as one second brings. */
export class RateLimit {
  private readonly perSecond: number;
  private readonly most: number;
  private tokens: number;
  private filledMillis: number;

  constructor(perSecond: number, nowMillis: number = performance.now()) {
    this.perSecond = perSecond;
    this.most = Math.max(1, perSecond);
    this.tokens = this.most;
    this.filledMillis = nowMillis;
  }

  take(nowMillis: number = performance.now()): boolean {
    const filled = this.tokens + ((nowMillis - this.filledMillis) / 1000) * this.perSecond;
    this.filledMillis = nowMillis;
    const has = filled >= 1;
    this.tokens = Math.min(this.most, filled) - (has ? 1 : 0);
    return has;
  }
}
