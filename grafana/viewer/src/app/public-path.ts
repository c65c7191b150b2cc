// Grafana's components look here for their icons and fonts.
(window as { __grafana_public_path__?: string }).__grafana_public_path__ = "/assets/public/";
