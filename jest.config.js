/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFiles: ['reflect-metadata', '<rootDir>/test/support/no-spare-work.ts'],
  globalSetup: '<rootDir>/test/support/begin-run.js',
  globalTeardown: '<rootDir>/test/support/end-run.js',
  transform: {
    // Ours, and the one package that is ESM alone: jest has no `require` for that.
    '(\\.ts|/node_modules/jose/.+\\.js)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'commonjs' },
      },
    ],
    // It loads `http` by `import()`, which jest's own loader of modules does not know: written as `require` here.
    '/otlp-exporter-base/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(@opentelemetry/otlp-exporter-base|jose)/)'],
  testSequencer: '<rootDir>/test/support/longest-first.js',
  maxWorkers: 2,
  testTimeout: 60_000,
};
