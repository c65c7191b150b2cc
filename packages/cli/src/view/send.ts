import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * Scripts only from us, requests only to us, no frame around us. Styles may be inline: Grafana's components write them
 * while they draw.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
  response.end(`${text}\n`);
}

const packed = new Map<string, Buffer>();

/** A file of the bundle, compressed once; undefined when there is none of that name. */
export async function sendAsset(response: ServerResponse, folder: string, path: string): Promise<boolean> {
  // Names of our own build: anything else, "..", an absolute path, is no file.
  if (!/^(?:[\w-]+\/)*[\w.-]+$/.test(path) || path.includes("..")) return false;
  const type = types[extname(path)];
  if (type === undefined) return false;
  const file = join(folder, path);
  const content = packed.get(file) ?? (await readFile(file).then(gzipSync, () => undefined));
  if (content === undefined) return false;
  packed.set(file, content);
  const isNamedByContent = /part-\w+\./.test(path);
  response.writeHead(200, {
    "content-type": type,
    "content-encoding": "gzip",
    "cache-control": isNamedByContent ? "private, max-age=31536000, immutable" : "no-cache",
  });
  response.end(content);
  return true;
}
