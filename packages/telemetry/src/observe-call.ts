/**
 * Runs `call` and tells `done` how it ended, once it has: at its return, or when the promise that it returned settles.
 * What the caller gets is what `call` gave, thrown errors included.
 */
export function observeCall<T>(call: () => T, done: (outcome: "success" | "failure", error?: unknown) => void): T {
  let result: T;
  try {
    result = call();
  } catch (error) {
    done("failure", error);
    throw error;
  }
  if (!isThenable(result)) {
    done("success");
    return result;
  }
  // What `then` gives, and not the promise itself: a handler on that one would mark a rejection as handled.
  return result.then(
    (value) => {
      done("success");
      return value;
    },
    (error: unknown) => {
      done("failure", error);
      throw error;
    },
  ) as T;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
  );
}
