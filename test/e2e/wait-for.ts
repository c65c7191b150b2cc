import type { Page } from "playwright-core";
import { expect } from "vitest";

const patience = { timeout: 60_000, interval: 500 };

/** Data may still be on its way: the page is asked again until it has it. */
export async function waitFor(page: Page, sign: string): Promise<void> {
  await expect
    .poll(async () => {
      const isThere = await page.waitForSelector(sign, { timeout: 8000 }).then(
        () => true,
        () => false,
      );
      if (!isThere) await page.reload();
      return isThere;
    }, patience)
    .toBe(true);
}
