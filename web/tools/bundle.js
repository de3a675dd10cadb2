// Writes what the browser is given: each script as one file. With --check it writes nothing, and says what is stale.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { build } from "esbuild";

/** @import { BuildOptions } from "esbuild" */

const WEB = resolve(import.meta.dirname, "..");
const ROOT = dirname(WEB);
const PAGES = "footlib/ui/browser/static";
const TEMPLATE = "notebooks/voila/templates/footwatch";
const LAB = "notebooks/lab/labextensions/footwatch/static";
const NOTE = "// Made from web/ by `make web`; edit there.";

/** @type {BuildOptions} */
const common = { absWorkingDir: WEB, bundle: true, charset: "utf8", target: "es2022", write: false };

/** For anywidget, which takes one module a widget. */
const widgets = build({
  ...common,
  entryPoints: { page: "page/index.js", still: "still/index.js" },
  outdir: resolve(ROOT, PAGES),
  format: "esm",
  banner: { js: NOTE },
});

/** For Voilà's template, which includes them as text that holds nothing of its own. */
const template = build({
  ...common,
  entryPoints: { head: "template/head.js", loading: "template/loading.js" },
  outdir: resolve(ROOT, TEMPLATE),
  outExtension: { ".js": ".js.j2" },
  format: "iife",
  banner: { js: `{% raw %}${NOTE}` },
  footer: { js: "{% endraw %}" },
});

/** For JupyterLab, which finds it by the package.json beside. */
const lab = build({
  ...common,
  entryPoints: { remoteEntry: "lab/index.js" },
  outdir: resolve(ROOT, LAB),
  format: "iife",
  banner: { js: NOTE },
});

const made = (await Promise.all([widgets, template, lab])).flatMap(({ outputFiles }) => outputFiles ?? []);
for (const { path, text } of made) {
  if (!process.argv.includes("--check")) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error(`${relative(ROOT, path)} is not what web/ gives now; write it anew: make web`);
    process.exitCode = 1;
  }
}
