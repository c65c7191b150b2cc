import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { requirePrograms } from "../../packages/cli/src/server/debian.ts";
import { requireProgram } from "../../packages/cli/src/server/find-program.ts";
import { needs } from "../../packages/cli/src/server/need.ts";
import type { StackState } from "../../packages/cli/src/stack/state.ts";
import { startView, type View } from "../../packages/cli/src/view/start.ts";

const io = { out: console.log, err: console.error, isTTY: false };

/** The viewer of a stack, and a real browser that has been let in. */
export interface ViewInBrowser {
  readonly view: View;
  readonly browser: Browser;
  readonly context: BrowserContext;
  open(path: string): Promise<OpenPage>;
  close(): Promise<void>;
}

/** A page of the viewer, and what its console complains of. */
export interface OpenPage {
  readonly page: Page;
  readonly problems: readonly string[];
}

export async function openViewer(stack: StackState, options: BrowserContextOptions = {}): Promise<ViewInBrowser> {
  await requirePrograms(["chromium"], { env: process.env, io });
  const view = await startView(stack, { io, env: process.env, signal: new AbortController().signal });
  const executablePath = requireProgram(needs.chromium.program, process.env);
  // Root has no sandbox; ports that browsers avoid are as good as others here.
  const args = ["--no-sandbox", "--disable-dev-shm-usage", `--explicitly-allowed-ports=${new URL(view.url).port}`];
  const browser = await chromium.launch({ executablePath, args });
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const door = await context.newPage();
  await door.goto(view.openUrl);
  await door.close();
  return {
    view,
    browser,
    context,
    open: (path) => open(context, `${view.url}${path}`),
    close: async () => {
      await browser.close();
      await view.close();
    },
  };
}

async function open(context: BrowserContext, address: string): Promise<OpenPage> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(address);
  return { page, problems };
}
