export type SqlDialect = "postgresql" | "mysql";

interface Lexicon {
  /** They may hold anything, so they go. */
  readonly comments: readonly string[];
  /** Strings become "?". */
  readonly literals: readonly string[];
  /** Quoted names stay; they are matched so that what is in them is not. */
  readonly names: string;
}

// What a word is made of. Words are not matched at all, so a literal's prefix or a number must not be within one.
const wordCharacter = String.raw`[\w$\u0080-\uffff]`;
const notInWord = `(?<!${wordCharacter})`;

// Inside quotes: a doubled quote stands for one; an end that never comes (a statement that we cut) is the end of the text.
const plain = (quote: string): string => `${quote}(?:[^${quote}]|${quote}${quote})*(?:${quote}|$)`;
const withEscapes = (quote: string): string =>
  String.raw`${quote}(?:[^${quote}\\]|${quote}${quote}|\\[^])*(?:${quote}|\\?$)`;

/** The dialects must be told apart: whoever takes a name for a string, or an escape for an end, takes the literals after it for text. */
const lexicons: Readonly<Record<SqlDialect, Lexicon>> = {
  // A backslash escapes only in E'…' (standard_conforming_strings is on since 9.1) and in what continues it on another line.
  postgresql: {
    comments: [String.raw`--[^\n\r]*`, nestedComment(4)],
    literals: [
      String.raw`${notInWord}\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[^]*?(?:\$\2\$|$)`,
      String.raw`${notInWord}[eE]${withEscapes("'")}(?:\s*\n\s*${withEscapes("'")})*`,
      `(?:${notInWord}(?:[nNxXbB]|[uU]&))?${plain("'")}`,
    ],
    names: plain('"'),
  },
  // "…" is a string unless the server has ANSI_QUOTES; taken for one it loses a name, taken for a name it would show a string.
  mysql: {
    comments: [String.raw`--(?=\s|$)[^\n]*`, String.raw`#[^\n]*`, String.raw`\/\*[^]*?(?:\*\/|$)`],
    literals: [String.raw`(?:${notInWord}(?:[nNxXbB]|_[A-Za-z]\w*\s*))?(?:${withEscapes("'")}|${withEscapes('"')})()`],
    names: plain("`"),
  },
};

/** PostgreSQL's block comments nest; a regular expression counts as far as it was written. */
function nestedComment(levels: number): string {
  const inner = levels === 0 ? "" : `|${nestedComment(levels - 1)}`;
  return String.raw`\/\*(?:[^*\/]|\*(?!\/)|\/(?!\*)${inner})*(?:\*\/|$)`;
}

// 1, .5, 1e-3, 0x1f, 1_000; not the 1 of $1 or of a1.
const number = String.raw`${notInWord}(?:\d|\.\d)[\w.]*(?:(?<=[eE])[+-][\d_]+)?`;

/** Groups, all of both dialects: 1 comment, 2 the tag of a dollar quote (or nothing), 3 name. Whatever else matches is a literal. */
function compile({ comments, literals, names }: Lexicon): RegExp {
  return new RegExp(`(${comments.join("|")})|(?:${literals.join("|")})|(${names})|${number}`, "gu");
}

const compiled: Partial<Record<SqlDialect, RegExp>> = {};

/** The statement without comments, with "?" for each literal. */
export function hideLiterals(statement: string, dialect: SqlDialect): string {
  const tokens = (compiled[dialect] ??= compile(lexicons[dialect]));
  // oxlint-disable-next-line max-params -- the signature of a replacer
  return statement.replace(tokens, (_all, comment?: string, _tag?: string, name?: string) =>
    comment === undefined ? (name ?? "?") : " ",
  );
}
