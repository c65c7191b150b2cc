import { useSyncExternalStore } from "react";

// The address is the state: whatever a page shows can be copied, sent and opened again.

const changed = new EventTarget();

function subscribe(listen: () => void): () => void {
  window.addEventListener("popstate", listen);
  changed.addEventListener("change", listen);
  return () => {
    window.removeEventListener("popstate", listen);
    changed.removeEventListener("change", listen);
  };
}

/** The address as it is now; the component is drawn again when it changes. */
export function useLocation(): URL {
  return new URL(useSyncExternalStore(subscribe, () => window.location.href));
}

/** Goes to an address of ours without loading the page. `replace`: not worth a step of "back". */
export function navigate(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (new URL(to, window.location.href).href === window.location.href) return;
  if (replace) window.history.replaceState(undefined, "", to);
  else window.history.pushState(undefined, "", to);
  changed.dispatchEvent(new Event("change"));
}

/** The address with some parameters set; `undefined` removes one, a list repeats it. */
export function withParameters(
  url: URL,
  values: Readonly<Record<string, string | readonly string[] | undefined>>,
): string {
  const query = new URLSearchParams(url.search);
  for (const [key, value] of Object.entries(values)) {
    query.delete(key);
    for (const one of typeof value === "string" ? [value] : (value ?? [])) query.append(key, one);
  }
  const text = query.toString();
  return `${url.pathname}${text === "" ? "" : `?${text}`}`;
}

/** Links of ours are followed without loading the page, however they came into it. */
export function followLinks(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const url = new URL(link.href, window.location.href);
  if (url.origin !== window.location.origin || link.target === "_blank" || link.hasAttribute("download")) return;
  event.preventDefault();
  navigate(url.pathname + url.search + url.hash);
}
