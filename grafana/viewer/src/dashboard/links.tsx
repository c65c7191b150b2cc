import type { TimeRange } from "@grafana/data";
import { Dropdown, LinkButton, Menu, ToolbarButton } from "@grafana/ui";
import { useSettings } from "../app/settings.tsx";
import { rangeParameters } from "../time/range.ts";
import { formatVariable } from "../variables/format.ts";
import { interpolate, type Scope } from "../variables/interpolate.ts";
import type { LinkModel } from "./model.ts";

interface Props {
  readonly links: readonly LinkModel[];
  readonly scope: Scope;
  readonly range: TimeRange;
  /** The uid of the dashboard they stand on. */
  readonly current: string;
}

/** The links of a dashboard, with its time and variables where they say so. */
export function DashboardLinks({ links, scope, range, current }: Props) {
  const { dashboards } = useSettings();
  return (
    <>
      {links.map((link) => {
        const suffix = parametersOf(link, scope, range);
        if (link.type !== "dashboards") {
          const href = addressOf(interpolate(link.url, scope), suffix);
          return (
            <LinkButton
              key={link.title}
              href={href}
              variant="secondary"
              fill="text"
              size="sm"
              {...(link.targetBlank && { target: "_blank" })}
            >
              {link.title}
            </LinkButton>
          );
        }
        const tagged = dashboards.filter(
          ({ uid, tags }) => uid !== current && (link.tags ?? []).every((tag) => tags.includes(tag)),
        );
        const menu = (
          <Menu>
            {tagged.map(({ uid, title }) => (
              <Menu.Item key={uid} label={title} url={`/d/${uid}${suffix === "" ? "" : `?${suffix}`}`} />
            ))}
          </Menu>
        );
        return (
          <Dropdown key={link.title} overlay={menu}>
            <ToolbarButton isOpen={false}>{link.title}</ToolbarButton>
          </Dropdown>
        );
      })}
    </>
  );
}

function parametersOf({ keepTime, includeVars }: LinkModel, { variables }: Scope, range: TimeRange): string {
  const time = keepTime ? [new URLSearchParams(rangeParameters(range)).toString()] : [];
  const chosen = includeVars ? [...variables.values()].map((variable) => formatVariable(variable, "queryparam")) : [];
  return [...time, ...chosen].join("&");
}

function addressOf(url: string, suffix: string): string {
  if (suffix === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${suffix}`;
}
