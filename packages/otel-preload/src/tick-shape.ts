import { createHook } from "node:async_hooks";

/** One object of `process.nextTick`, for as long as this thread lives. */
let kept: object | undefined;

/**
 * Keeps `process.nextTick` fast, see docs/decisions/0017: V8 forgets the shape of its objects when a garbage collection
 * finds none of them, and then makes each further one property by property, for good. One that is kept prevents that.
 */
export function keepTickShape(): void {
  if (kept !== undefined || !isHarmless()) return;
  const hook = createHook({ init: keep, trackPromises: false } as object);
  hook.enable();
  // The hook has seen the object before this returns.
  process.nextTick(() => {});
  hook.disable();
}

// oxlint-disable-next-line max-params -- what Node calls it with
function keep(_id: number, type: string, _trigger: number, resource: object): void {
  if (type === "TickObject") kept = resource;
}

/**
 * A hook that sees promises makes them slower for good. Before Node 24 each `AsyncLocalStorage` is such a one; since
 * then only a Node that does not know how to leave promises out.
 */
function isHarmless(): boolean {
  if (Number.parseInt(process.versions.node, 10) < 24) return true;
  try {
    createHook({ trackPromises: "?" } as object);
    return false;
  } catch {
    return true;
  }
}
