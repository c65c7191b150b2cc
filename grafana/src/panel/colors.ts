// Okabe and Ito's palette: told apart with every kind of colour blindness, and by lightness alone.
export const colors: {
  readonly good: string;
  readonly warning: string;
  readonly bad: string;
  readonly neutral: string;
  readonly second: string;
  readonly third: string;
  readonly muted: string;
  readonly none: string;
} = {
  good: "#009E73",
  warning: "#E69F00",
  bad: "#D55E00",
  neutral: "#56B4E9",
  second: "#0072B2",
  third: "#CC79A7",
  muted: "#8E8E8E",
  none: "transparent",
};
