// Bundles src/ into the one file that the assistant serves. Same sources, same bytes: CI compares.

import { readFile, writeFile } from "node:fs/promises";
import { build, transform } from "esbuild";
import { minify } from "terser";

// In place of the notice in each of Lit's files, which say the same.
const NOTICE = "/* Contains Lit. Copyright 2017 Google LLC. SPDX-License-Identifier: BSD-3-Clause */\n";

// The style sheet is a file of its own, minified here, and ends up as text in the bundle.
const styles = {
  name: "styles",
  setup: ({ onLoad }) => onLoad({ filter: /\.css$/ }, async ({ path }) => {
    const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
    return { contents: code.trim(), loader: "text" };
  }),
};

const bundle = await build({
  entryPoints: ["src/index.ts"],
  bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none", plugins: [styles], write: false,
});
// Half a kilobyte less than esbuild alone.
const { code } = await minify(bundle.outputFiles[0].text, { ecma: 2022, toplevel: true, compress: { passes: 2 } });
await writeFile(process.argv[2] ?? "../server/pages/triage-chat.js", `${NOTICE}${code}\n`);
