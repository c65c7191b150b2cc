import type { AlertName } from "../../alert/names.ts";
import type { Thresholds } from "../../panel/panel.ts";
import type { Config } from "../../settings.ts";

/** The colours of a panel change where its alert fires. */
export function limits({ thresholds }: Config, alert: AlertName): Thresholds {
  const { warning, critical } = thresholds[alert];
  return {
    ...(warning && { warning: warning.threshold }),
    ...(critical && { bad: critical.threshold }),
  };
}

/** The same for a column of a table, which needs both. */
export function columnLimits(config: Config, alert: AlertName): { warning: number; bad: number } {
  const { warning = Infinity, bad = warning } = limits(config, alert);
  return { warning: Math.min(warning, bad), bad };
}
