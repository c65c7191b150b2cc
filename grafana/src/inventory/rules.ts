import { series, type Series } from "./metric.ts";

const owner = "rules";
const labels = ["slo", "team"];

function recorded(name: string): Series {
  return series("gauge", name, { owner, labels });
}

/** Service level objectives, under sloth's names; one series for each label `slo` and `job`. */
export const slo: {
  readonly info: Series;
  readonly objective: Series;
  readonly errorBudget: Series;
  readonly badRate5m: Series;
  readonly totalRate5m: Series;
  readonly error5m: Series;
  readonly error30m: Series;
  readonly error1h: Series;
  readonly error2h: Series;
  readonly error6h: Series;
  readonly error1d: Series;
  readonly error3d: Series;
  readonly currentBurnRate: Series;
  readonly periodBurnRate: Series;
  readonly periodBudgetRemaining: Series;
} = {
  // Always 1; says what the objective is about.
  info: series("gauge", "slo_info", { owner, labels: [...labels, "type", "window", "seconds", "declared"] }),
  objective: recorded("slo:objective:ratio"),
  errorBudget: recorded("slo:error_budget:ratio"),
  badRate5m: recorded("slo:sli_bad:rate5m"),
  totalRate5m: recorded("slo:sli_total:rate5m"),
  error5m: recorded("slo:sli_error:ratio_rate5m"),
  error30m: recorded("slo:sli_error:ratio_rate30m"),
  error1h: recorded("slo:sli_error:ratio_rate1h"),
  error2h: recorded("slo:sli_error:ratio_rate2h"),
  error6h: recorded("slo:sli_error:ratio_rate6h"),
  error1d: recorded("slo:sli_error:ratio_rate1d"),
  error3d: recorded("slo:sli_error:ratio_rate3d"),
  // 1: the budget lasts exactly as long as the objective's window.
  currentBurnRate: recorded("slo:current_burn_rate:ratio"),
  // 1: all of the budget is spent.
  periodBurnRate: recorded("slo:period_burn_rate:ratio"),
  periodBudgetRemaining: recorded("slo:period_error_budget_remaining:ratio"),
};

/** The services of the configuration: the value is the number of instances each should have. */
export const declared: { readonly replicas: Series } = {
  replicas: series("gauge", "service:replicas:declared", { owner, labels: ["team"] }),
};
