import type { Exception, StackFrame, StackParser } from "@sentry/core";
import { describeException, isError } from "../instrumentation/lib/exception.ts";
import { partFolder } from "../part.ts";
import { addSourceLines } from "./source-lines.ts";

const maxChain = 10;

/** An error with its causes as Sentry wants them: the innermost cause first, the error itself last. */
export function toExceptions(
  thrown: unknown,
  mechanism: { type: string; handled: boolean },
  parse: StackParser,
): Exception[] {
  const chain: Exception[] = [toException(thrown, parse)];
  (chain[0] as Exception).mechanism = { ...mechanism, exception_id: 0 };
  addRelated(chain, thrown, 0, parse);
  return chain.toReversed();
}

function addRelated(chain: Exception[], thrown: unknown, parent: number, parse: StackParser): void {
  for (const { error, source } of relatedTo(thrown)) {
    if (chain.length >= maxChain) return;
    const id = chain.length;
    chain.push({
      ...toException(error, parse),
      mechanism: { type: "chained", handled: true, source, exception_id: id, parent_id: parent },
    });
    addRelated(chain, error, id, parse);
  }
}

/** `cause` and the `errors` of an AggregateError. */
function relatedTo(thrown: unknown): { error: unknown; source: string }[] {
  if (!isError(thrown)) return [];
  const related: { error: unknown; source: string }[] = [];
  if (thrown.cause !== undefined && thrown.cause !== null) related.push({ error: thrown.cause, source: "cause" });
  const { errors } = thrown as { errors?: unknown };
  if (Array.isArray(errors))
    errors.forEach((error: unknown, index) => related.push({ error, source: `errors[${index}]` }));
  return related;
}

function toException(thrown: unknown, parse: StackParser): Exception {
  const { type, message } = describeException(thrown);
  if (!isError(thrown)) return { type: "Error", value: `not an Error but a ${type}: ${message}` };
  const frames = framesOf(thrown, parse);
  addSourceLines(frames);
  return { type, value: message, ...(frames.length === 0 ? {} : { stacktrace: { frames } }) };
}

function framesOf(error: Error, parse: StackParser): StackFrame[] {
  if (typeof error.stack !== "string") return [];
  // The preload's own frames would make an error look different with us and without us. The message may span lines that look like frames.
  const skipped = error.message === "" ? 1 : error.message.split("\n").length;
  return parse(error.stack, skipped).filter((frame) => frame.filename?.startsWith(partFolder) !== true);
}
