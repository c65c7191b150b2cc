import { FilterInput, useTheme2 } from "@grafana/ui";
import { useEffect } from "react";
import { navigate, withParameters } from "./location.ts";
import { useSettings } from "./settings.tsx";

/** All dashboards by folder, with a search over titles, descriptions and tags. */
export function HomePage({ url }: { readonly url: URL }) {
  const theme = useTheme2();
  const { dashboards } = useSettings();
  const search = url.searchParams.get("search") ?? "";
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = dashboards.filter(({ title, description, tags, folder }) => {
    const text = [title, description, folder, ...tags].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  useEffect(() => {
    document.title = "Dashboards · otelstack view";
  }, []);
  return (
    <main>
      <header className="page-head">
        <h1>Dashboards</h1>
        <FilterInput
          width={40}
          value={search}
          placeholder="Search titles, descriptions, tags"
          onChange={(text) => navigate(withParameters(url, { search: text || undefined }), { replace: true })}
        />
      </header>
      {found.length === 0 && <p>No dashboard has “{search}” in its title, description or tags.</p>}
      {[...Map.groupBy(found, ({ folder }) => folder)].map(([folder, inside]) => (
        <section key={folder}>
          <h2>{folder}</h2>
          <ul className="cards">
            {inside.map(({ uid, title, description }) => (
              <li
                key={uid}
                style={{ background: theme.colors.background.primary, borderColor: theme.colors.border.weak }}
              >
                <a href={`/d/${uid}`}>{title}</a>
                <p style={{ color: theme.colors.text.secondary }}>{description}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}
