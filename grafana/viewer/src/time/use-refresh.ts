import { rangeUtil } from "@grafana/data";
import { useEffect, useState } from "react";

/** A number that grows with every refresh: by hand, and by itself while the page can be seen. */
export function useRefresh(interval: string): { readonly tick: number; readonly refresh: () => void } {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const millis = millisOf(interval);
    if (millis === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") setTick((count) => count + 1);
    }, millis);
    return () => clearInterval(timer);
  }, [interval]);
  return { tick, refresh: () => setTick((count) => count + 1) };
}

function millisOf(interval: string): number | undefined {
  if (interval === "" || interval === "off") return undefined;
  try {
    return Math.max(1000, rangeUtil.intervalToMs(interval));
  } catch {
    return undefined;
  }
}
