// Formats the scripts that Redis runs. With --check it writes nothing, and says which are not formatted.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { Config, formatCode, IndentType, LuaVersion, OutputVerification, QuoteStyle } from "@johnnymorganz/stylua";

const ROOT = resolve(import.meta.dirname, "../..");
const SCRIPTS = resolve(ROOT, "footlib/store/scripts");

// Formatting uses a configuration up.
function style() {
  const config = Config.new();
  config.syntax = LuaVersion.Lua51;
  config.column_width = 120;
  config.indent_type = IndentType.Spaces;
  config.indent_width = 2;
  config.quote_style = QuoteStyle.AutoPreferSingle;
  return config;
}

const names = (await readdir(SCRIPTS)).filter((name) => name.endsWith(".lua")).sort();
for (const name of names) {
  const path = resolve(SCRIPTS, name);
  const text = await readFile(path, "utf8");
  const formatted = formatCode(text, style(), undefined, OutputVerification.Full);
  if (formatted === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`${relative(ROOT, path)} is not formatted; mend it: make web`);
    process.exitCode = 1;
  } else {
    await writeFile(path, formatted);
  }
}
