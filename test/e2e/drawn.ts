import type { Page } from "playwright-core";

/** Opens every closed row, and makes the window as high as the page: a panel asks when it is in sight. */
export async function showEverything(page: Page): Promise<void> {
  await page.waitForSelector("[data-panel], .row-head", { state: "attached" });
  for (const row of await page.locator('.row-head[aria-expanded="false"]').all()) await row.click();
  await page.mouse.move(0, 0);
  const height = Number(await page.evaluate("document.documentElement.scrollHeight"));
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 1400, height });
}

/** Panels whose answer is on its way. */
export function waitingPanels(page: Page): Promise<number> {
  return page.locator('[data-panel]:is([data-state="waiting"], [data-state="loading"])').count();
}

/** What a panel shows beside its frame. */
interface Shown {
  readonly title: string;
  readonly type: string;
  readonly state: string;
  /** It says something instead of drawing. */
  readonly hasMessage: boolean;
  /** A graph: whether a pixel has the colour of one of its series. */
  readonly isPlotted: boolean;
  /** A graph: the numbers of its legend. */
  readonly numbers: readonly string[];
  /** Any other: how much of what its type draws for a value. */
  readonly marks: number;
}

/** Panels that show an error, no data, or nothing of the data they have: what is wrong, and the title. */
export async function undrawnPanels(page: Page): Promise<string[]> {
  const shown = await page.evaluate<Shown[]>(readPanels);
  return shown.flatMap((panel) => {
    const problem = problemOf(panel);
    return problem === undefined ? [] : [`${panel.title}: ${problem}`];
  });
}

function problemOf({ type, state, hasMessage, isPlotted, numbers, marks }: Shown): string | undefined {
  if (state !== "done") return state;
  if (hasMessage) return "a message instead of data";
  if (type !== "timeseries") return marks > 0 ? undefined : "nothing is drawn";
  // Bars of height 0 have no pixel: what counts nothing says 0 in its legend.
  const isZero = numbers.length > 0 && numbers.every((text) => /^0(\.0+)?(\D|$)/.test(text));
  return isPlotted || isZero ? undefined : "no series is drawn";
}

/** Runs in the page; axes and thresholds alone are an empty graph. */
const readPanels = `(() => {
  const marks = {
    bargauge: '[data-testid="data-testid Bar gauge value"]',
    gauge: "svg[role=img] path",
    heatmap: "svg[role=img] rect",
    logs: ".log-rows li",
    piechart: "svg[role=img] path",
    "state-timeline": "svg[role=img] rect",
    stat: "section *",
    table: "section [role=cell]",
    text: ".markdown-html *",
  };
  const isPlotted = (panel) => {
    const canvas = panel.querySelector("canvas");
    if (canvas === null || canvas.width === 0) return false;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    const colors = [...panel.querySelectorAll('[data-testid="series-icon"]')].map((icon) =>
      getComputedStyle(icon).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number),
    );
    for (let at = 0; at < data.length; at += 4) {
      // The edge of a line is half transparent.
      if (data[at + 3] < 60) continue;
      if (colors.some((color) => color.every((part, index) => Math.abs(part - data[at + index]) < 24))) return true;
    }
    return false;
  };
  return [...document.querySelectorAll("[data-panel]")].map((panel) => {
    const { type, state } = panel.dataset;
    const isGraph = type === "timeseries";
    return {
      title: panel.querySelector("h2")?.textContent ?? panel.textContent.slice(0, 40),
      type,
      state,
      hasMessage: panel.querySelector(".panel-message") !== null,
      isPlotted: isGraph && isPlotted(panel),
      numbers: isGraph ? [...panel.querySelectorAll("td:nth-child(n + 3)")].map((cell) => cell.textContent.trim()) : [],
      marks: isGraph ? 0 : panel.querySelectorAll(marks[type] ?? "*").length,
    };
  });
})()`;
