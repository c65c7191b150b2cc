import type { FieldDisplay, LinkModel } from "@grafana/data";
import { DataLinksContextMenu } from "@grafana/ui";
import type { ReactNode } from "react";

/** What a value links to: the value itself is the link, or opens a menu of several. */
export function Linked({ value, children }: { readonly value: FieldDisplay; readonly children: ReactNode }) {
  if (value.hasLinks !== true || value.getLinks === undefined) return <>{children}</>;
  const links = (): LinkModel[] => value.getLinks?.() ?? [];
  return <DataLinksContextMenu links={links}>{() => <>{children}</>}</DataLinksContextMenu>;
}
