// node build.mjs OUT_FOLDER: one minified script and style sheet of src/main.tsx, and the page that loads them.
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const [outFolder = "dist"] = process.argv.slice(2);

// These packages are CommonJS with a `default` beside their names. Grafana's modules import both ways, which bundlers
// resolve differently for "import" from a module that Node would call one; an ES module in between makes it unambiguous.
const ambiguous = new Set([
  "calculate-size",
  "react-calendar",
  "react-custom-scrollbars-2",
  "react-inlinesvg",
  "react-loading-skeleton",
  "react-select",
  "react-select/async",
  "react-select/async-creatable",
  "react-select/creatable",
  "slate-plain-serializer",
]);
const interop = {
  name: "interop",
  setup(bundle) {
    bundle.onResolve({ filter: /.*/ }, ({ path, importer, namespace, resolveDir }) =>
      namespace === "file" && ambiguous.has(path) && importer.includes("@grafana")
        ? { path, namespace: "interop", pluginData: resolveDir }
        : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: "interop" }, ({ path, pluginData }) => ({
      resolveDir: pluginData,
      contents: `export * from ${JSON.stringify(path)}; export { default } from ${JSON.stringify(path)};`,
    }));
  },
};

const here = import.meta.dirname;
await build({
  entryPoints: { viewer: join(here, "src/main.tsx") },
  bundle: true,
  outdir: outFolder,
  format: "esm",
  splitting: true,
  chunkNames: "part-[hash]",
  platform: "browser",
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"', "process.env": "{}", global: "window" },
  loader: { ".svg": "dataurl", ".png": "dataurl", ".ttf": "dataurl", ".woff": "dataurl", ".woff2": "dataurl" },
  jsx: "automatic",
  mainFields: ["module", "browser", "main"],
  minify: true,
  legalComments: "linked",
  logLevel: "error",
  plugins: [interop],
});
await cp(join(here, "src/index.html"), join(outFolder, "index.html"));

// Icons and fonts under the names that Grafana's components ask for.
const packages = join(here, "node_modules");
const fonts = {
  "inter/Inter-Regular": "inter/files/inter-latin-400-normal",
  "inter/Inter-Medium": "inter/files/inter-latin-500-normal",
  "inter/Inter-Italic": "inter/files/inter-latin-400-italic",
  "inter/Inter-MediumItalic": "inter/files/inter-latin-500-italic",
  "roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ":
    "roboto-mono/files/roboto-mono-latin-400-normal",
};
await cp(join(packages, "@grafana/ui/dist/public/img"), join(outFolder, "public/build/img"), { recursive: true });
// Some icons are asked for and not in the package.
await cp(join(here, "src/icons"), join(outFolder, "public/build/img/icons/unicons"), { recursive: true, force: false });
for (const [name, file] of Object.entries(fonts)) {
  await cp(join(packages, "@fontsource", `${file}.woff2`), join(outFolder, "public/fonts", `${name}.woff2`));
}
