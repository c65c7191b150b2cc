// What the page loads: fills Grafana's registries, then draws the page that the address names.
import "./app/public-path.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { followLinks } from "./app/location.ts";
import { fillRegistries } from "./app/registries.ts";
import "./app/page.css";

fillRegistries();
document.addEventListener("click", followLinks);
const root = document.querySelector("#root");
if (root !== null) createRoot(root).render(<App />);
