/** Reads our sources as data: which file imports what. */
import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

export const packageRoot = path.resolve(__dirname, '..', '..');

export interface Import {
  /** As written: `../protocol/messages`, `zod`. */
  readonly specifier: string;
  /** Path from the package root where it is one of our files, else null. */
  readonly file: string | null;
  /** Vanishes when compiled. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Path from the package root, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** All files under a folder of the package whose names end so, sorted; nothing generated. */
export function filesUnder(folder: string, extension: string): string[] {
  const entries = readdirSync(path.join(packageRoot, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'generated' ? [] : filesUnder(file, extension);
      return file.endsWith(extension) ? [file] : [];
    })
    .sort();
}

export function readText(file: string): string {
  return readFileSync(path.join(packageRoot, file), 'utf8');
}

export function readSource(file: string, text = readText(file)): SourceFile {
  const syntax = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  visit(syntax, (node) => {
    const found = importOf(node);
    if (found) imports.push({ ...found, file: resolveOwn(file, found.specifier) });
  });
  return { file, text, syntax, imports };
}

/** Calls back for the node and everything below it. */
export function visit(node: ts.Node, callback: (node: ts.Node) => void): void {
  callback(node);
  ts.forEachChild(node, (child) => visit(child, callback));
}

/** Static imports and re-exports, `import()` as value and as type, and `require`, also of a made `require…`. */
function importOf(node: ts.Node): { specifier: string; typeOnly: boolean } | null {
  if (ts.isImportDeclaration(node)) {
    return { specifier: textOf(node.moduleSpecifier), typeOnly: importsTypesOnly(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: textOf(node.moduleSpecifier), typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: textOf(node.argument.literal), typeOnly: true };
  }
  if (ts.isCallExpression(node) && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0])) {
    const called = node.expression;
    const loads =
      called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && /^require/.test(called.text));
    if (loads) return { specifier: node.arguments[0].text, typeOnly: false };
  }
  return null;
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return !clause.name && !!named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : '';
}

function resolveOwn(importer: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const target = path.posix.join(path.posix.dirname(importer), specifier);
  return /\.(ts|js|json)$/.test(target) ? target.replace(/\.js$/, '.ts') : `${target}.ts`;
}
