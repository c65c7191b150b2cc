import { readFileSync } from "node:fs";
import type { SecureContextOptions } from "node:tls";
import type { OtlpConfig } from "../../config.ts";
import * as diag from "../../diag.ts";

/** What `OTEL_EXPORTER_OTLP_CERTIFICATE` and its kin name, read; a file that cannot be read is said and left out. */
export function tlsOptions(config: OtlpConfig): SecureContextOptions {
  const ca = readPem(config.certificateFile, "certificate");
  const key = readPem(config.clientKeyFile, "client key");
  const cert = readPem(config.clientCertificateFile, "client certificate");
  return { ...(ca && { ca }), ...(key && { key }), ...(cert && { cert }) };
}

function readPem(file: string | undefined, what: string): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (thrown) {
    diag.warnOnce(
      `the OTLP ${what} ${file} cannot be read (${diag.describeError(thrown)}); connections go on without it`,
    );
    return undefined;
  }
}
