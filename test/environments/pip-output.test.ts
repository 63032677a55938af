import { createPipReader, explainPipFailure, progressBarOption } from '../../src/environments/pip-output';

test('what pip prints becomes progress with the share of the download', () => {
  const read = createPipReader();
  expect(read('Collecting torch==2.13.0 (from -r requirements.txt (line 1))')).toEqual({
    message: 'looking for torch==2.13.0',
  });
  expect(read('  Downloading https://example.org/a/torch-2.13.0-cp312.whl (180.1 MB)')).toEqual({
    message: 'downloading torch-2.13.0-cp312.whl (180.1 MB)',
  });
  expect(read('Progress 90 of 180')).toEqual({
    message: 'downloading torch-2.13.0-cp312.whl (180.1 MB)',
    fraction: 0.5,
  });
  expect(read('Progress 0 of 0')).toBeNull();
  expect(read('Installing collected packages: mpmath, torch')).toEqual({ message: 'unpacking packages' });
  expect(read('WARNING: something')).toBeNull();
});

test('raw progress is asked of a pip that knows it', () => {
  expect(['23.2.1', '24.0', '24.1', '25.0.1', '0'].map(progressBarOption)).toEqual([
    '--progress-bar=off',
    '--progress-bar=off',
    '--progress-bar=raw',
    '--progress-bar=raw',
    '--progress-bar=off',
  ]);
});

const NO_BUILD = [
  'ERROR: Could not find a version that satisfies the requirement torch==2.13.0 (from versions: none)',
  'ERROR: No matching distribution found for torch==2.13.0',
].join('\n');

test('a missing build is told apart from a network that only makes it look so', () => {
  expect(explainPipFailure(NO_BUILD)).toEqual({
    kind: 'no-build',
    sentence: 'The package index has no build of torch==2.13.0 for this Python and machine.',
  });
  const offline = `WARNING: Retrying … NewConnectionError: Failed to establish a new connection\n${NO_BUILD}`;
  expect(explainPipFailure(offline)).toMatchObject({ kind: 'other', sentence: expect.stringContaining('network') });
});

test('other failures are named with what to do, or quoted', () => {
  const sentence = (tail: string) => explainPipFailure(tail).sentence;
  expect(sentence('OSError: [Errno 28] No space left on device')).toContain('disk is full');
  expect(sentence('SSLError(SSLCertVerificationError(1, CERTIFICATE_VERIFY_FAILED))')).toContain('certificate');
  expect(sentence('x\nERROR: Invalid requirement: "a b"')).toBe('pip said: Invalid requirement: "a b".');
  expect(sentence('')).toBe('pip failed without saying why.');
});
