// Spectral's ruleset `oas` on the specification in the file that is named: prints what it finds, one line each.
const { readFileSync } = require("node:fs");
const { Document, Spectral } = require("@stoplight/spectral-core");
const { Json } = require("@stoplight/spectral-parsers");
const { oas } = require("@stoplight/spectral-rulesets");

const spectral = new Spectral();
spectral.setRuleset({ extends: [oas] });
const ERROR_OR_WARNING = 1;
spectral.run(new Document(readFileSync(process.argv[2], "utf8"), Json)).then((found) => {
  for (const { code, message, path, severity } of found)
    if (severity <= ERROR_OR_WARNING) console.log(`${code} at ${path.join(".")}: ${message}`);
});
