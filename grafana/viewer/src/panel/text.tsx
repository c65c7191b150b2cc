import { renderMarkdown } from "@grafana/data";
import type { PanelProps } from "./types.ts";

export function TextPanel({ panel, height, replace }: PanelProps) {
  const content = replace(String(panel.options?.["content"] ?? ""));
  // Grafana's renderer removes what could run; the page's policy forbids it as well.
  return (
    <div
      className="markdown-html"
      style={{ height, overflow: "auto" }}
      dangerouslySetInnerHTML={{ __html: renderMarkdown(content) }}
    />
  );
}
