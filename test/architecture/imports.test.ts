import * as ts from 'typescript';
import { adapterArrows, arrows, isEngineFolder, permits, roomOf, workerArrows } from './arrows';
import { filesUnder, readSource, readText, type SourceFile, visit } from './source-files';

const sources = filesUnder('src', '.ts').map((file) => readSource(file));
const byName = new Map(sources.map((source) => [source.file, source]));
const engineRooms = [...new Set(sources.map(({ file }) => roomOf(file)).filter(isEngineFolder))];
/** Node packages that are, or bring, a deep-learning framework. */
const FRAMEWORKS = /^(@tensorflow\/|onnxruntime|onnx-proto)/;

/** The files of the same folder that a file needs, itself included. */
function closure(start: string): Set<string> {
  const reached = new Set([start]);
  for (const file of reached) {
    for (const { file: target } of byName.get(file)?.imports ?? []) {
      if (target && byName.has(target) && roomOf(target) === roomOf(start)) reached.add(target);
    }
  }
  return reached;
}

const adapterFiles = new Set(engineRooms.flatMap((room) => [...closure(`src/${room}/adapter.ts`)]));
const workerFiles = new Set(engineRooms.flatMap((room) => [...closure(`src/${room}/worker.ts`)]));

function forbiddenImports(source: SourceFile): string[] {
  const room = roomOf(source.file);
  const rules = isEngineFolder(room)
    ? [adapterFiles, workerFiles].flatMap((files, index) =>
        files.has(source.file) ? [index === 0 ? adapterArrows : workerArrows] : [],
      )
    : [arrows[room]];
  return source.imports
    .filter(({ file }) => file !== null && roomOf(file) !== room)
    .filter(({ file, typeOnly }) => !rules.every((allowed) => allowed && permits(allowed, file ?? '', typeOnly)))
    .map(({ file }) => `${source.file} imports ${file ?? ''}`);
}

test('every room of src/ has its place among the arrows', () => {
  const rooms = new Set(sources.map(({ file }) => roomOf(file)).filter((room) => !isEngineFolder(room)));
  expect([...rooms].filter((room) => !(room in arrows))).toEqual([]);
});

test('no file imports against the arrows', () => {
  expect(sources.flatMap(forbiddenImports)).toEqual([]);
});

test('an import against the arrows would be found, however it is written', () => {
  const against = [
    `import { x } from '../racing/race-plan';`,
    `export { x } from '../racing/race-plan';`,
    `const x = require('../racing/race-plan');`,
    `const x = import('../racing/race-plan');`,
    `import type { X } from '../racing/race-plan';`,
    `type X = import('../racing/race-plan').X;`,
  ];
  for (const text of against) {
    const found = forbiddenImports(readSource('src/statistics/example.ts', text));
    expect(found).toEqual(['src/statistics/example.ts imports src/racing/race-plan.ts']);
  }
});

test('no engine imports another, and each of its files belongs to its adapter or to its worker', () => {
  const crossing = sources
    .filter(({ file }) => isEngineFolder(roomOf(file)))
    .flatMap(({ file, imports }) =>
      imports
        .filter(({ file: target }) => target && isEngineFolder(roomOf(target)) && roomOf(target) !== roomOf(file))
        .map(({ file: target }) => `${file} imports ${target ?? ''}`),
    );
  expect(crossing).toEqual([]);
  const idle = sources
    .map(({ file }) => file)
    .filter((file) => isEngineFolder(roomOf(file)) && !adapterFiles.has(file) && !workerFiles.has(file));
  expect(idle).toEqual([]);
});

test('only files of workers load a framework', () => {
  const loading = sources.filter(({ imports }) =>
    imports.some(({ specifier, typeOnly }) => !typeOnly && FRAMEWORKS.test(specifier)),
  );
  expect(loading.length).toBeGreaterThan(0);
  expect(loading.map(({ file }) => file).filter((file) => !workerFiles.has(file) || adapterFiles.has(file))).toEqual(
    [],
  );
});

test('no Python file of an engine imports from another engine, and the kit imports no framework', () => {
  const python = filesUnder('src/engines', '.py');
  const owner = new Map(python.map((file) => [moduleName(file), roomOf(file)]));
  const crossing = python.flatMap((file) =>
    pythonImports(file)
      .filter(
        (module) =>
          module !== 'worker' && isEngineFolder(owner.get(module) ?? '') && owner.get(module) !== roomOf(file),
      )
      .map((module) => `${file} imports ${module}`),
  );
  expect(crossing).toEqual([]);
  const kit = python.filter((file) => roomOf(file) === 'engines/worker-kit');
  expect(kit.length).toBeGreaterThan(0);
  expect(kit.flatMap(pythonImports).filter((module) => /^(torch|tensorflow|keras|jax)$/.test(module))).toEqual([]);
});

function moduleName(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.py$/, '');
}

/** Top-level names of the modules that a Python file imports, wherever in the file. */
function pythonImports(file: string): string[] {
  return [...readText(file).matchAll(/^\s*(?:from\s+([\w]+)[\w.]*\s+import|import\s+(\w+))/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

test('the environment of the process is read in config.ts only', () => {
  const readers = sources.filter(({ syntax }) => {
    let reads = false;
    visit(syntax, (node) => {
      const named = ts.isPropertyAccessExpression(node) && node.name.text === 'env';
      const indexed = ts.isElementAccessExpression(node) && /^['"`]env['"`]$/.test(node.argumentExpression.getText());
      const taken = ts.isBindingElement(node) && node.getText().startsWith('env');
      const source = ts.isBindingElement(node) ? node.parent.parent.getText() : node.getText();
      reads ||= (named || indexed || taken) && /\bprocess\b/.test(source);
    });
    return reads;
  });
  expect(readers.map(({ file }) => file)).toEqual(['src/config.ts']);
});

test('there are no barrels', () => {
  const barrels = sources.filter(
    ({ file, syntax }) =>
      /(^|\/)index\.ts$/.test(file) ||
      (syntax.statements.length > 0 &&
        syntax.statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier)),
  );
  expect(barrels.map(({ file }) => file)).toEqual([]);
});

test('no default exports', () => {
  const found = sources.filter(({ syntax }) =>
    syntax.statements.some(
      (statement) =>
        ts.isExportAssignment(statement) ||
        (ts.canHaveModifiers(statement) &&
          ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)),
    ),
  );
  expect(found.map(({ file }) => file)).toEqual([]);
});

test('no engine is named outside its folder, the registry and set-up', () => {
  // The reference is no engine that races, and its name is an ordinary word.
  const ids = engineRooms.map((room) => room.slice('engines/'.length)).filter((id) => id !== 'reference');
  expect(ids.length).toBeGreaterThanOrEqual(5);
  // Not `claims`: what the article claims, it claims of engines by name.
  const quiet = /^src\/(racing|workloads|statistics|hardware|resolvers|server|entities|protocol|documents|charts)\//;
  const named = sources
    .filter(({ file }) => quiet.test(file))
    .flatMap(({ file, syntax }) => {
      const found: string[] = [];
      visit(syntax, (node) => {
        const word = ts.isIdentifier(node) || ts.isStringLiteralLike(node) ? node.text.toLowerCase() : '';
        if (ids.some((id) => word === id)) found.push(`${file} names ${word}`);
      });
      return found;
    });
  expect(named).toEqual([]);
});

test('no file is longer than 250 lines', () => {
  const files = ['src', 'migrations', 'bench', 'test'].flatMap((folder) => filesUnder(folder, '.ts'));
  const all = [
    ...files,
    ...filesUnder('scripts', '.mjs'),
    ...filesUnder('scripts', '.ts'),
    ...filesUnder('src', '.py'),
  ];
  const long = all
    .map((file) => ({ file, lines: readText(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > 250);
  expect(long).toEqual([]);
});
