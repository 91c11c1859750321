// Bundles src/ into the one file that the assistant serves. Same sources, same bytes: CI compares.

import { readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

// Style sheets are kept as files of their own, minified here, and end up as text in the bundle.
const styles = {
  name: "styles",
  setup: ({ onLoad }) => onLoad({ filter: /\.css$/ }, async ({ path }) => {
    const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
    return { contents: code.trim(), loader: "text" };
  }),
};

// Indentation in templates is for us; browsers need none of it.
const templates = {
  name: "templates",
  setup: ({ onLoad }) => onLoad({ filter: /widget\/src\/.*\.ts$/ }, async ({ path }) => ({
    contents: (await readFile(path, "utf8")).replace(/>\n\s+</g, "><").replace(/\n\s+/g, "\n"), loader: "ts",
  })),
};

await build({
  entryPoints: ["src/index.ts"],
  outfile: process.argv[2] ?? "../server/pages/triage-chat.js",
  bundle: true, minify: true, format: "iife", target: "es2022", plugins: [styles, templates],
  // In place of the notice of each of Lit's files, which say the same.
  legalComments: "none", footer: { js: "/* Contains Lit. Copyright 2017 Google LLC. SPDX-License-Identifier: BSD-3-Clause */" },
});
