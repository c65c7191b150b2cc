export { nearest } from "@org/otel-grafana";
