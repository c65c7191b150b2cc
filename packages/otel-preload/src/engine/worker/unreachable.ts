import * as diag from "../../diag.ts";

const start = "Is the collector running? OTEL_EXPORTER_OTLP_ENDPOINT names its address.";
const noHttp2 = "what answers there does not speak HTTP/2 as gRPC does";
const grpcPort = "Does OTEL_EXPORTER_OTLP_ENDPOINT name the collector's port for gRPC, usually 4317?";
const authority = "OTEL_EXPORTER_OTLP_CERTIFICATE names the PEM file of the authority that signed it.";

/** What a person can do about an error of the network or of TLS, by its code. */
const texts: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ECONNREFUSED: ["", start],
  ENOTFOUND: ["there is no host of that name", "OTEL_EXPORTER_OTLP_ENDPOINT names the address."],
  EAI_AGAIN: ["the name of the host cannot be looked up now", "OTEL_EXPORTER_OTLP_ENDPOINT names the address."],
  EAI_FAIL: ["the name of the host cannot be looked up", "OTEL_EXPORTER_OTLP_ENDPOINT names the address."],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["its certificate is self-signed", authority],
  SELF_SIGNED_CERT_IN_CHAIN: ["its certificate is signed by an authority that is not trusted here", authority],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["its certificate is signed by an authority that is not known here", authority],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["its certificate is signed by an authority that is not known here", authority],
  CERT_HAS_EXPIRED: ["its certificate has expired", "Renew it; check the clock of this machine, too."],
  CERT_NOT_YET_VALID: ["its certificate is not valid yet", "Check the clock of this machine."],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "its certificate is for another host",
    "OTEL_EXPORTER_OTLP_ENDPOINT must name the host as the certificate does.",
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: ["what answers there does not speak TLS", "Is http:// meant?"],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ["what answers there does not speak TLS", "Is http:// meant?"],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: ["it speaks only a version of TLS that Node does not", "Update it."],
  ERR_SSL_UNSUPPORTED_PROTOCOL: ["it speaks only an older version of TLS than Node accepts", "Update it."],
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: ["it refuses the TLS handshake", "Do both speak the same version?"],
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: [
    "it wants a client certificate",
    "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY name its files.",
  ],
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: [noHttp2, grpcPort],
  ERR_HTTP2_ERROR: [noHttp2, grpcPort],
  ERR_HTTP2_SESSION_ERROR: [noHttp2, grpcPort],
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: [
    "it does not know the authority of the client certificate",
    "Check OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE.",
  ],
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: [
    "the client certificate and the client key do not belong together",
    "Check OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY.",
  ],
};

/** HTTP/2 tells a call that its connection was not made, and by whom in its cause. */
function causeOf(thrown: unknown): unknown {
  const isPending = thrown instanceof Error && (thrown as NodeJS.ErrnoException).code === "ERR_HTTP2_STREAM_CANCEL";
  return isPending && thrown.cause !== undefined ? thrown.cause : thrown;
}

/** Before a connection is made, Node says only `EPROTO`, and in the text what OpenSSL said. */
function codeOf(thrown: unknown): string {
  const { code = "", message = "" } = thrown instanceof Error ? (thrown as NodeJS.ErrnoException) : {};
  const reason = code === "EPROTO" ? /SSL routines:[^:]*:([^:]+)/u.exec(message)?.[1] : undefined;
  return reason === undefined ? code : `ERR_SSL_${reason.replaceAll(" ", "_").toUpperCase()}`;
}

/** Why nobody answered, and what to do about it. */
export function describeUnreachable(failure: unknown): { readonly reason: string; readonly remedy: string } {
  const thrown = causeOf(failure);
  const code = codeOf(thrown);
  const [what, remedy] = texts[code] ?? ["", start];
  if (code.startsWith("HPE_") || code === "ERR_HTTP_INVALID_HEADER_VALUE")
    return { reason: `what answers there is not HTTP (${code})`, remedy: "Is https:// meant, or another port?" };
  return { reason: what === "" ? diag.describeError(thrown) : `${what} (${code})`, remedy };
}
