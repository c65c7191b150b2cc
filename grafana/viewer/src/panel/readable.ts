import { colorManipulator, type DataFrame, type DisplayProcessor, type Field, type GrafanaTheme2 } from "@grafana/data";

const { darken, decomposeColor, getContrastRatio, lighten } = colorManipulator;

/** WCAG 2.1, 1.4.3: how much small text must differ from what is behind it. */
const enoughContrast = 4.5;

/** @grafana/ui writes on a colour in one of two, and takes the dark one above this brightness. */
const lightText = "rgb(247, 248, 250)";
const brightnessOfDarkText = 180;

/** A colour in which text can be read on a panel: the same, or as little darker or lighter as is needed. */
export function asText(color: string, theme: GrafanaTheme2): string {
  const { primary } = theme.colors.background;
  return shifted(color, theme.isDark ? lighten : darken, (shade) => getContrastRatio(shade, primary));
}

/** A colour behind text of @grafana/ui: the same, or as little darker as is needed. */
export function behindText(color: string): string {
  const [red = 0, green = 0, blue = 0] = decomposeColor(color).values;
  const brightness = 0.299 * red + 0.587 * green + 0.114 * blue;
  if (brightness > brightnessOfDarkText) return color;
  return shifted(color, darken, (shade) => getContrastRatio(lightText, shade));
}

function shifted(color: string, shift: typeof darken, contrastOf: (shade: string) => number): string {
  const isTransparent = (decomposeColor(color).values[3] ?? 1) < 1;
  if (isTransparent) return color;
  let shade = color;
  for (let share = 0.02; share < 1 && contrastOf(shade) < enoughContrast; share += 0.02) shade = shift(color, share);
  return shade;
}

/** The same table with cells whose text can be read. */
export function withReadableCells(frame: DataFrame): DataFrame {
  return { ...frame, fields: frame.fields.map(withReadableCell) };
}

function withReadableCell(field: Field): Field {
  const { display } = field;
  if (display === undefined || field.config.custom?.cellOptions?.type !== "color-background") return field;
  const readable: DisplayProcessor = (value, decimals) => {
    const shown = display(value, decimals);
    return shown.color === undefined ? shown : { ...shown, color: behindText(shown.color) };
  };
  return { ...field, display: readable };
}
