import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { protocolSchemaText, pythonHeader, pythonTypes, staleFiles } from '../../scripts/emit-protocol';
import { packageRoot } from '../../src/engines/worker-path';
import { graphNode } from '../../src/protocol/graph';
import { downMessage, PROTOCOL_VERSION, upMessage } from '../../src/protocol/messages';
import { describeWithToolsPython } from '../oracle/python';

const GENERATED = path.join(packageRoot(), 'src', 'protocol', 'generated');

describe('what is generated from the protocol', () => {
  it('is not stale', () => {
    expect(staleFiles(packageRoot())).toEqual([]);
  });

  it('is found stale when either file differs', () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-generated-'));
    try {
      const folder = path.join(root, 'src', 'protocol', 'generated');
      fs.cpSync(GENERATED, folder, { recursive: true });
      expect(staleFiles(root)).toEqual([]);
      fs.appendFileSync(path.join(folder, 'messages.schema.json'), ' ');
      expect(staleFiles(root)).toEqual(['src/protocol/generated/messages.schema.json']);
      fs.rmSync(path.join(folder, 'messages.py'));
      expect(staleFiles(root)).toHaveLength(2);
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  });

  it('names every message and every node kind in the JSON Schema', () => {
    const { $defs } = JSON.parse(protocolSchemaText()) as { $defs: Record<string, { properties?: object }> };
    const consts = Object.values($defs).map((definition) => JSON.stringify(definition.properties));
    for (const option of [...downMessage.options, ...upMessage.options]) {
      expect(consts.some((text) => text?.includes(`"const":"${option.shape.type.value}"`))).toBe(true);
    }
    for (const option of graphNode.options) {
      expect(consts.some((text) => text?.includes(`"const":"${option.shape.kind.value}"`))).toBe(true);
    }
  });

  it('agrees with the Python kit about the version', () => {
    const kit = fs.readFileSync(path.join(packageRoot(), 'src/engines/worker-kit/python/worker_kit/kit.py'), 'utf8');
    expect(kit).toContain(`PROTOCOL_VERSION = ${PROTOCOL_VERSION}\n`);
  });
});

describeWithToolsPython('the Python types of the protocol', (python) => {
  it('are what the generator makes of the committed schema', () => {
    const schemaFile = path.join(GENERATED, 'messages.schema.json');
    const header = pythonHeader(fs.readFileSync(schemaFile, 'utf8'));
    expect(pythonTypes(python, schemaFile, header)).toBe(fs.readFileSync(path.join(GENERATED, 'messages.py'), 'utf8'));
  });

  it('can be imported and know every message', () => {
    const script = 'import json, messages; print(json.dumps([n for n in dir(messages) if n.endswith("Message")]))';
    const names = JSON.parse(execFileSync(python, ['-c', script], { cwd: GENERATED, encoding: 'utf8' })) as string[];
    expect(names.length).toBe(downMessage.options.length + upMessage.options.length + 2);
  });
});
