// Compiles samples in TypeScript together, and runs them one after the other, in this process.
//
// Usage: node samples.js MODULES FOLDER COUNT
//
// The samples are FOLDER/0.ts, FOLDER/1.ts, and so on. Prints a JSON array with what the compiler says. For each line of
// standard input the next sample runs; when it has ended, a line of JSON says how: null, or what was
// thrown.

const [modules, folder, count] = process.argv.slice(2);
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const from = createRequire(modules + '/');
const ts = from('typescript');

const files = Array.from({ length: Number(count) }, (_, number) => path.join(folder, `${number}.ts`));
const options = {
  target: ts.ScriptTarget.ES2020,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  esModuleInterop: true,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  typeRoots: [path.join(modules, 'node_modules/@types')],
  baseUrl: path.join(modules, 'node_modules'),
};
const program = ts.createProgram(files, options);
const said = ts.getPreEmitDiagnostics(program).map((one) => {
  const name = one.file ? path.basename(one.file.fileName) : '';
  return `${name}: ${ts.flattenDiagnosticMessageText(one.messageText, '\n')}`;
});
const compiled = [];
program.emit(undefined, (name, text) => { compiled[parseInt(path.basename(name), 10)] = text; });

const write = (value) => fs.writeSync(1, JSON.stringify(value) + '\n');
write(said);

let thrown = null;
console.log = () => {};
console.error = (error) => { thrown = String(error && error.stack || error); };

// Waits for a line. Nothing else can happen meanwhile, so what runs has ended.
function line() {
  const byte = Buffer.alloc(1);
  for (;;) {
    if (fs.readSync(0, byte) === 0) return false;
    if (byte[0] === 10) return true;
  }
}

let running = -1;
process.on('beforeExit', () => {
  if (running >= 0) write(thrown);
  running += 1;
  process.exitCode = 0;
  thrown = null;
  if (!line() || running >= compiled.length) return;
  // Keeps the process, which would else end when a program has nothing to wait for.
  setImmediate(() => {
    try {
      new Function('require', 'exports', compiled[running])(from, {});
    } catch (error) {
      thrown = String(error.stack);
    }
  });
});
