/** Where docker-compose.yml mounts the dashboards. */
const folder = "/etc/grafana/dashboards";

/** Grafana's file provider: the folders on the disk are the folders in Grafana, and what is on the disk is what is shown. */
export function dashboardProvider(): object {
  return {
    apiVersion: 1,
    providers: [
      {
        name: "otelstack",
        orgId: 1,
        type: "file",
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: folder, foldersFromFilesStructure: true },
      },
    ],
  };
}
