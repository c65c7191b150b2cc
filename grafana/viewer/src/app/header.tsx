import { IconButton, useTheme2 } from "@grafana/ui";
import type { Mode } from "./theme.ts";

const pages = [
  ["/dashboards", "Dashboards"],
  ["/traces", "Traces"],
  ["/logs", "Logs"],
  ["/alerts", "Alerts"],
] as const;

interface Props {
  readonly url: URL;
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
}

/** The way to the pages; time and refresh are kept on the way. */
export function Header({ url, mode, onMode }: Props) {
  const theme = useTheme2();
  const kept = new URLSearchParams([...url.searchParams].filter(([key]) => key === "from" || key === "to"));
  const suffix = kept.size === 0 ? "" : `?${kept.toString()}`;
  const other = mode === "dark" ? "light" : "dark";
  return (
    <nav
      className="site-head"
      aria-label="Pages"
      style={{ background: theme.colors.background.primary, borderColor: theme.colors.border.weak }}
    >
      <a className="brand" href={`/${suffix}`} title="Home: the Overview">
        otelstack view
      </a>
      {pages.map(([path, title]) => (
        <a
          key={path}
          href={`${path}${suffix}`}
          aria-current={isCurrent(url.pathname, path) ? "page" : undefined}
          style={isCurrent(url.pathname, path) ? { borderBottomColor: theme.colors.primary.border } : {}}
        >
          {title}
        </a>
      ))}
      <span className="spacer" />
      <small style={{ color: theme.colors.text.secondary }}>drawn with Grafana’s components; this is not Grafana</small>
      <IconButton name="adjust-circle" aria-label={`switch to ${other} colours`} onClick={() => onMode(other)} />
    </nav>
  );
}

function isCurrent(pathname: string, path: string): boolean {
  return pathname.startsWith(path) || (path === "/dashboards" && (pathname === "/" || pathname.startsWith("/d/")));
}
