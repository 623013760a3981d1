// Asks both generations of VS Code's JSON language service about tables of cases.
//
//   node harness.mjs SCHEMA TABLE...
//
// SCHEMA is a JSON Schema, TABLE a JSON file {"cases": [...]}. A case is
//
//   {"name", "ask": "diagnostics" | "hover" | "completion", and one of
//    "text":     the text of the document as it is,
//    "document": a JSON value, written with two blanks of indent}
//
// For hover and completion one `|` in the text is the cursor and is taken out; in a document the
// value "|" is a place where a value may be typed, the key "|" one where a key may be.
// On stdout: {"services": {"ls5": {name: answer}, "ls6": {...}}, "seconds", "patterns"}, lines and
// columns counted from 1, columns in UTF-16 units as editors do. `patterns` lists the patterns of
// the schema that JavaScript does not compile: a service would never check those, and not say so.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as ls6 from 'ls6';

const ls5 = createRequire(import.meta.url)('ls5');

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

function textOf(one) {
  if (one.text !== undefined) return one.text;
  return JSON.stringify(one.document, null, 2)
    .replace('"|": null', '|')
    .replace(': "|"', ': |')
    .replace(/^( *)"\|"$/m, '$1|');
}

function withCursor(one) {
  const text = textOf(one);
  const offset = text.indexOf('|');
  if (offset < 0 || offset !== text.lastIndexOf('|')) {
    throw new Error(`${one.name}: one | must say where the cursor is`);
  }
  return { text: text.slice(0, offset) + text.slice(offset + 1), offset };
}

const place = ({ line, character }) => `${line + 1}:${character + 1}`;

const plain = (contents) =>
  typeof contents === 'string' ? contents : Array.isArray(contents) ? contents.map(plain).join('\n') : contents.value;

// Nothing is fetched: whatever schema a document names, it is the one under test.
// The services resolve references inside the schema object they are given: each gets its own.
function serviceOf(library, schema) {
  const service = library.getLanguageService({
    clientCapabilities: library.ClientCapabilities.LATEST,
    workspaceContext: { resolveRelativePath: (path, resource) => new URL(path, resource).href },
    schemaRequestService: async () => JSON.stringify(schema),
  });
  const uri = 'file:///stack.schema.json';
  service.configure({ validate: true, schemas: [{ uri, fileMatch: ['*.stack.json'], schema: structuredClone(schema) }] });
  const open = (text) => {
    const document = library.TextDocument.create('file:///case.stack.json', 'json', 1, text);
    return [document, service.parseJSONDocument(document)];
  };
  return { service, open };
}

const ASK = {
  async diagnostics({ service, open }, one) {
    const found = await service.doValidation(...open(textOf(one)));
    return found
      .map(({ range, message, severity, code }) => ({
        line: range.start.line + 1,
        column: range.start.character + 1,
        end: place(range.end),
        message,
        severity,
        code,
      }))
      .sort((a, b) => a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : 1));
  },

  async hover({ service, open }, one) {
    const { text, offset } = withCursor(one);
    const [document, parsed] = open(text);
    const found = await service.doHover(document, document.positionAt(offset), parsed);
    return found ? plain(found.contents) : null;
  },

  async completion({ service, open }, one) {
    const { text, offset } = withCursor(one);
    const [document, parsed] = open(text);
    const found = await service.doComplete(document, document.positionAt(offset), parsed);
    return found.items.map((item) => ({
      label: item.label,
      text: item.textEdit ? item.textEdit.newText : item.insertText,
      detail: item.detail,
      documentation: item.documentation ? plain(item.documentation) : undefined,
    }));
  },
};

// Every value of the keyword `pattern` and every key of `patternProperties`, where it stands.
function* patterns(schema, at = '#') {
  if (schema === null || typeof schema !== 'object') return;
  if (typeof schema.pattern === 'string') yield [`${at}/pattern`, schema.pattern];
  for (const key of Object.keys(schema.patternProperties ?? {})) yield [`${at}/patternProperties`, key];
  for (const [key, value] of Object.entries(schema)) yield* patterns(value, `${at}/${key}`);
}

// With the flag `u` a service takes it as it is; without it would be a second, laxer attempt.
function broken(schema) {
  const complaints = [];
  for (const [at, pattern] of patterns(schema)) {
    for (const flags of ['', 'u']) {
      try {
        new RegExp(pattern, flags);
      } catch (error) {
        complaints.push(`${at} with flags "${flags}": ${error.message}`);
      }
    }
  }
  return complaints;
}

async function main([schemaPath, ...tables]) {
  const schema = read(schemaPath);
  const cases = tables.flatMap((path) => read(path).cases);
  const services = {};
  const seconds = {};
  for (const [name, library] of Object.entries({ ls5, ls6 })) {
    const start = performance.now();
    const it = serviceOf(library, schema);
    services[name] = {};
    for (const one of cases) {
      // A service may overrun its stack on what is nested deeply; that is an answer too.
      services[name][one.name] = await ASK[one.ask](it, one).catch((error) => {
        if (!(error instanceof RangeError)) throw error;
        return { failed: error.message };
      });
    }
    seconds[name] = (performance.now() - start) / 1000;
  }
  process.stdout.write(JSON.stringify({ services, seconds, patterns: broken(schema) }));
}

await main(process.argv.slice(2));
