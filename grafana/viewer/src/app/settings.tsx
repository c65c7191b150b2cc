import { createContext, useContext } from "react";
import type { ViewerSettings } from "../api/viewer.ts";

const context = createContext<ViewerSettings | undefined>(undefined);

export const SettingsProvider = context.Provider;

/** What the viewer's server told when the page was opened. */
export function useSettings(): ViewerSettings {
  const settings = useContext(context);
  if (settings === undefined) throw new Error("useSettings: expected a SettingsProvider above, found none");
  return settings;
}
