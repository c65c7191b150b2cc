/** What of `@sentry/core` is used: large, so a part of its own that is loaded at the first error. */
export { createStackParser, createTransport, Scope, SDK_VERSION } from "@sentry/core";
export { nodeStackLineParser, ServerRuntimeClient } from "@sentry/core/server";
