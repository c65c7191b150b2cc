import { panelOf, type PanelBase, type PanelDef } from "./panel.ts";

/** Log lines, newest first, each with its fields and its way to the trace (the data source's derived field). */
export function logs(panel: PanelBase): PanelDef {
  return panelOf(panel, {
    type: "logs",
    width: 24,
    height: 10,
    options: {
      dedupStrategy: "none",
      enableLogDetails: true,
      prettifyLogMessage: false,
      showCommonLabels: false,
      showLabels: false,
      showLogContextToggle: true,
      showTime: true,
      sortOrder: "Descending",
      wrapLogMessage: true,
    },
  });
}

/** Explanations, in Markdown. */
export function text(
  panel: Pick<PanelBase, "key" | "title" | "description" | "width" | "height"> & { readonly content: string },
): PanelDef {
  return panelOf(
    { ...panel, queries: [] },
    { type: "text", width: 24, height: 4, options: { mode: "markdown", content: panel.content } },
  );
}
