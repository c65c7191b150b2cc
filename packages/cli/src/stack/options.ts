import type { ConfigOverride } from "@org/otel-grafana";
import type { Ask } from "../server/debian.ts";
import type { Engine } from "./engine.ts";
import type { StackId } from "./home.ts";
import type { PartName } from "./part.ts";

/** How a stack is brought up. */
export interface UpOptions extends StackId {
  /** Also the example shop's servers and their exporters. */
  readonly demo?: boolean;
  readonly without?: readonly PartName[];
  readonly engine?: Engine | "auto";
  /** A user's `otelstack.config.*`; absent: the one with which a running stack was started, else none. */
  readonly configFile?: string | undefined;
  /** In place of a file. */
  readonly config?: ConfigOverride;
  /** How a person is asked before Debian packages are installed; absent: without a question. */
  readonly ask?: Ask | undefined;
  /** Ends `up`, which then stops what it has started. */
  readonly signal?: AbortSignal | undefined;
}
