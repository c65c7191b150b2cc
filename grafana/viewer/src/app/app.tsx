import { createTheme, ThemeContext } from "@grafana/data";
import { Alert, GlobalStyles, LoadingPlaceholder, PortalContainer } from "@grafana/ui";
import { useEffect, useMemo, useState } from "react";
import { viewerSettings, type ViewerSettings } from "../api/viewer.ts";
import { Header } from "./header.tsx";
import { useLocation } from "./location.ts";
import { Page } from "./page.tsx";
import { SettingsProvider } from "./settings.tsx";
import { useMode } from "./theme.ts";

/** Everything: theme, header, and the page of the address. */
export function App() {
  const url = useLocation();
  const [mode, setMode] = useMode();
  const theme = useMemo(() => createTheme({ colors: { mode } }), [mode]);
  const [settings, setSettings] = useState<ViewerSettings | Error | undefined>();
  useEffect(() => {
    viewerSettings().then(setSettings, setSettings);
  }, []);
  useEffect(() => {
    document.documentElement.style.colorScheme = mode;
    document.body.style.background = theme.colors.background.canvas;
  }, [mode, theme]);
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div className="app" style={{ color: theme.colors.text.primary, background: theme.colors.background.canvas }}>
        <Header url={url} mode={mode} onMode={setMode} />
        {settings === undefined && <LoadingPlaceholder text="Reading what there is…" />}
        {settings instanceof Error && <Alert title={settings.message} severity="error" />}
        {settings !== undefined && !(settings instanceof Error) && (
          <SettingsProvider value={settings}>
            <Page url={url} />
          </SettingsProvider>
        )}
      </div>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}
