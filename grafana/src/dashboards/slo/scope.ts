/** The chosen objectives; recorded series have no other labels of the applications. */
export const chosenSlos: string = '{job=~"$job",slo=~"$slo"}';

export const source: string = "Fed by the recording rules from the HTTP metrics of the preload.";

/** 1 when nothing is spent, 0 when all of it is. */
export const budgetLimits: { readonly warning: number; readonly bad: number; readonly below: true } = {
  warning: 0.25,
  bad: 0,
  below: true,
};
