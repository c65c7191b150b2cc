import { CliError } from "../error.ts";

const millisPer = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `2h`, `90m`, `1h30m`, `1d` in milliseconds; `flag` is named when it is none of them. */
export function millisOf(flag: string, text: string): number {
  const pieces = [...text.matchAll(/(\d+)([smhdw])/g)];
  const millis = pieces.reduce(
    (sum, [, count, unit]) => sum + Number(count) * millisPer[unit as keyof typeof millisPer],
    0,
  );
  if (millis > 0 && pieces.map(([piece]) => piece).join("") === text) return millis;
  throw new CliError("E_ARGUMENT", `--${flag}: got ${JSON.stringify(text)}, expected a time as in 90m, 2h, 1h30m, 1d`);
}
