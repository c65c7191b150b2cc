import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder with certificates made by openssl: each NAME is a NAME.pem and a NAME.key. */
export class Certificates {
  private readonly folder: string = mkdtempSync(join(tmpdir(), "tls-test-"));

  path(file: string): string {
    return join(this.folder, file);
  }

  read(file: string): Buffer {
    return readFileSync(this.path(file));
  }

  selfSign(name: string): void {
    const days = ["-days", "2"];
    openssl(
      "req",
      "-x509",
      ...subject(name),
      ...days,
      "-keyout",
      this.path(`${name}.key`),
      "-out",
      this.path(`${name}.pem`),
    );
  }

  /** For 127.0.0.1, or another host, signed by the one named `authority`. */
  issue(name: string, host = "IP:127.0.0.1", validity: readonly string[] = ["-days", "2"]): void {
    const [request, extension] = [this.path(`${name}.csr`), this.path(`${name}.ext`)];
    openssl("req", "-new", ...subject(name), "-keyout", this.path(`${name}.key`), "-out", request);
    writeFileSync(extension, `subjectAltName=${host}\n`);
    const authority = ["-CA", this.path("authority.pem"), "-CAkey", this.path("authority.key"), "-CAcreateserial"];
    const files = ["-in", request, "-extfile", extension, "-out", this.path(`${name}.pem`)];
    openssl("x509", "-req", ...authority, ...files, ...validity);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function subject(name: string): string[] {
  return ["-subj", `/CN=${name}`, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
}

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
}
