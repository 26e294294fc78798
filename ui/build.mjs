// Bundles the styles, the fonts and the scripts into dist/, which the Rust build embeds in the binary.
// Node is needed to build Fullmakt, never to run it.

import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { check } from "./contrast.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
// Written beside dist/ and moved in at the end, so that a build that fails leaves the last good files.
const fresh = join(here, ".dist-new");

// Designsystemet's stock theme brings its own colours. Ours replaces every one, so they are left out: a colour that is
// missing in theme.css then fails the contrast check instead of looking like somebody else's.
const withoutStockColours = {
  name: "without-stock-colours",
  setup(bundler) {
    bundler.onLoad({ filter: /designsystemet-css[/\\]dist[/\\]theme[/\\]designsystemet\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      return { contents: css.replace(/--ds-color-[a-z0-9]+-[a-z-]+:#[0-9a-f]+;?/g, ""), loader: "css" };
    });
  },
};

const faults = check(await readFile(join(here, "theme.css"), "utf8"));
if (faults.length > 0) {
  console.error(`ui/theme.css cannot be read by everyone:\n  ${faults.join("\n  ")}`);
  process.exit(1);
}

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { app: "entry.css", desk: "desk.js", keys: "keys.js", names: "names.js" },
  outdir: fresh,
  bundle: true,
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  target: ["chrome115", "firefox115", "safari16.5"],
  // The bundler must not rewrite nesting or cascade layers, which these browsers know.
  supported: { nesting: true },
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  plugins: [withoutStockColours],
});
await copyFile(join(here, "favicon.svg"), join(fresh, "favicon.svg"));

// A font's address carries its package's version, so that browsers may keep it for ever.
const packages = ["inter", "source-serif-4"];
let css = await readFile(join(fresh, "app.css"), "utf8");
for (const name of packages) {
  const { version } = JSON.parse(await readFile(join(here, `node_modules/@fontsource-variable/${name}/package.json`), "utf8"));
  css = css.replace(`${name}-latin-wght-normal.woff2`, `${name}-latin-wght-normal.woff2?v=${version}`);
}
await writeFile(join(fresh, "app.css"), css);

// What is shipped inside the binary is shipped with its licence.
const shipped = ["@digdir/designsystemet-css", "@fontsource-variable/inter", "@fontsource-variable/source-serif-4"];
const licences = [];
for (const name of shipped) {
  const { version, license } = JSON.parse(await readFile(join(here, `node_modules/${name}/package.json`), "utf8"));
  const text = await readFile(join(here, `node_modules/${name}/LICENSE`), "utf8");
  licences.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
}
await writeFile(join(fresh, "licences.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));

// Files whose content is unchanged keep their place and time: cargo then has nothing to rebuild.
await mkdir(dist, { recursive: true });
const names = (await readdir(fresh)).sort();
for (const name of await readdir(dist)) {
  if (!names.includes(name)) await rm(join(dist, name), { recursive: true });
}
for (const name of names) {
  const content = await readFile(join(fresh, name));
  const before = await readFile(join(dist, name)).catch(() => null);
  if (before === null || !before.equals(content)) await writeFile(join(dist, name), content);
  console.log(`ui/dist/${name}  ${((await stat(join(dist, name))).size / 1024).toFixed(1)} kB`);
}
await rm(fresh, { recursive: true });
