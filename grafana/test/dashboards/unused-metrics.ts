/** Metrics of the inventory that no dashboard and no rule reads, each with the reason why it is there all the same. */
export const unusedMetrics: Readonly<Record<string, string>> = {};
