import { startPlainServer } from "./plain-server.ts";
import { faultNames } from "./faults.ts";

export interface Control {
  readonly url: string;
  close(): void;
}

const ordinarySeconds = 60;

/** One address for all faults: `POST /fault/<name>` with `{"seconds": 60}`, `DELETE /fault/<name>`. */
export async function startControl(
  port: number,
  change: (name: string, seconds: number | undefined) => Promise<boolean>,
): Promise<Control> {
  const { server, port: at } = await startPlainServer(port, async ({ method, url, body }) => {
    const [, first, name = ""] = url.split("/");
    if (first !== "fault" || (method !== "POST" && method !== "DELETE"))
      return { status: 404, body: { faults: faultNames, usage: 'POST /fault/<name> {"seconds": 60}, DELETE' } };
    const seconds = Number((body as { seconds?: unknown } | undefined)?.seconds ?? ordinarySeconds);
    try {
      const known = await change(name, method === "POST" ? seconds : undefined);
      return known ? { status: 200, body: { name } } : { status: 404, body: { faults: faultNames } };
    } catch (error) {
      return { status: 502, body: { error: String(error) } };
    }
  });
  return {
    url: `http://127.0.0.1:${at}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
