const clearLine = "\r\u001B[K";

/**
 * Runs one step of the set-up and says what it does: a line that counts seconds on a terminal,
 * otherwise one line before and one after. Quick steps say nothing but their time.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} run
 * @param {{ isSlow?: boolean }} [options] isSlow: worth a line before it has ended
 * @returns {Promise<T>}
 */
export async function step(label, run, { isSlow = false } = {}) {
  const elapsedSeconds = startClock();
  const seconds = () => elapsedSeconds().toFixed(1);
  const stop = isSlow ? announce(label, seconds) : () => {};
  let verdict = "failed after";
  try {
    const result = await run();
    verdict = "done in";
    return result;
  } finally {
    stop();
    process.stdout.write(`${label}: ${verdict} ${seconds()} s\n`);
  }
}

/**
 * @param {string} label
 * @param {() => string} seconds
 * @returns {() => void}
 */
function announce(label, seconds) {
  if (!process.stdout.isTTY) {
    process.stdout.write(`${label} …\n`);
    return () => {};
  }
  const draw = () => process.stdout.write(`${clearLine}${label} … ${seconds()} s`);
  draw();
  const timer = setInterval(draw, 200);
  return () => {
    clearInterval(timer);
    process.stdout.write(clearLine);
  };
}

/** @returns {() => number} seconds since this call */
export function startClock() {
  const startMillis = performance.now();
  return () => (performance.now() - startMillis) / 1000;
}
