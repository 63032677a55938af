/** The kit with an engine that has no framework, a worker for each test. */
import * as path from 'node:path';
import type { Launch } from '../../src/engines/engine';
import { checksum } from '../../src/protocol/checksum';
import type { PrepareMessage } from '../../src/protocol/messages';
import { readSafetensors } from '../../src/protocol/safetensors';
import { classifier } from './graphs';
import { withProgram } from './interpreters';
import { PythonWorker } from './python-worker';
import { BATCHES, question, temporaryFolder } from './questions';

/** To be called where tests are described: it starts and ends the worker of each. */
export function toyKit(reference: Launch) {
  const launch = withProgram(reference, path.join(__dirname, 'toy_worker.py'));
  const { folder, remove } = temporaryFolder();
  let worker: PythonWorker;
  beforeEach(() => (worker = new PythonWorker(launch)));
  afterEach(() => worker.end());
  afterAll(remove);
  const request = (variant: string, changes: Partial<PrepareMessage> = {}) =>
    question(folder, classifier, { variant, ...changes });
  return {
    launch,
    folder,
    /** Of the test that runs. */
    get worker(): PythonWorker {
      return worker;
    },
    request,
    /** Of every batch as the file has it, which is what the toy gives as its result. */
    checksums: (tensorsFile: string) =>
      Array.from({ length: BATCHES }, (_, batch) =>
        checksum(readSafetensors(tensorsFile).get(`batch.${batch}.x`)?.data ?? []),
      ),
    prepare: async (variant: string, changes: Partial<PrepareMessage> = {}) => {
      const asked = await request(variant, changes);
      await worker.greet();
      return { asked, ...(await worker.prepare(asked)) };
    },
  };
}
