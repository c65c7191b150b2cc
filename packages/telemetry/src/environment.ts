/** The variables that this package reads, and what holds without them. */
export const variables = {
  accountSalt: "TELEMETRY_ACCOUNT_SALT",
  maxAttributeValues: "TELEMETRY_MAX_ATTRIBUTE_VALUES",
} as const;

const defaultMaxAttributeValues = 200;
/** Public, as any default: with it the hashes of two installs are alike and a list of accounts can be tried out. */
const defaultAccountSalt = "org-telemetry";

/** What the hashes of accounts are salted with; one secret per install, the same in all its services. */
export function accountSalt(): string {
  return read(variables.accountSalt) ?? defaultAccountSalt;
}

/** How many distinct values an attribute of a metric may have in this process. */
export function maxAttributeValues(): number {
  const asked = Number(read(variables.maxAttributeValues));
  return Number.isInteger(asked) && asked > 0 ? asked : defaultMaxAttributeValues;
}

function read(name: string): string | undefined {
  // oxlint-disable-next-line node/no-process-env -- a library without a doorway: this is the one place that reads it
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : value;
}
