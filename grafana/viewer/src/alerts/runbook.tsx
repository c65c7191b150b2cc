import { renderMarkdown } from "@grafana/data";
import { Alert, LoadingPlaceholder } from "@grafana/ui";
import { useEffect, useState } from "react";
import { runbook } from "../api/viewer.ts";

/** The runbook's page here, whatever server its address names: these pages come with the alerts, without internet. */
export function runbookPath(address: string): string {
  const name = /\/runbooks\/(\w+)\.md$/.exec(address)?.[1];
  return name === undefined ? address : `/runbooks/${name}`;
}

/** What an alert means and what to do. */
export function RunbookPage({ alert }: { readonly alert: string }) {
  const [text, setText] = useState<string | Error | undefined>();
  useEffect(() => {
    document.title = `${alert} · otelstack view`;
    runbook(alert).then(setText, setText);
  }, [alert]);
  if (text === undefined) return <LoadingPlaceholder text="Reading the runbook…" />;
  if (text instanceof Error) return <Alert severity="warning" title={text.message} />;
  // The front matter is for tools. Grafana's renderer removes what could run; the page's policy forbids it as well.
  const html = renderMarkdown(text.replace(/^---\n.*?\n---\n/s, ""));
  return (
    <main>
      <article className="markdown-html runbook" dangerouslySetInnerHTML={{ __html: html }} />
    </main>
  );
}
