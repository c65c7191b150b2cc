import { useState } from "react";

export type Mode = "dark" | "light";

const key = "otelstack-view-mode";

/** Dark or light: what was chosen here last, else what the system prefers. */
export function useMode(): [Mode, (mode: Mode) => void] {
  const [mode, setMode] = useState<Mode>(() => {
    const saved = localStorage.getItem(key);
    if (saved === "dark" || saved === "light") return saved;
    return window.matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  });
  return [
    mode,
    (next) => {
      localStorage.setItem(key, next);
      setMode(next);
    },
  ];
}
