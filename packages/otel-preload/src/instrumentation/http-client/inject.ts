import { type Context, propagation, type TextMapSetter } from "@opentelemetry/api";
import { withSpan } from "../../context.ts";
import { withTargetHost } from "../../propagator.ts";
import type { HttpClientSpan } from "./span.ts";

/** Writes the headers that carry the trace on. */
// oxlint-disable-next-line max-params -- what is sent, from where, to whom, and how
export function injectFor<T>(
  span: HttpClientSpan,
  active: Context,
  host: string,
  carrier: T,
  setter: TextMapSetter<T>,
): void {
  const sent = withSpan(active, span.span);
  // Where it goes matters only to baggage.
  const addressed = propagation.getBaggage(active) === undefined ? sent : withTargetHost(sent, host);
  propagation.inject(addressed, carrier, setter);
}
