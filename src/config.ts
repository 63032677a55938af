/** The only reader of the process environment. Every problem is reported at once. */
import * as os from 'node:os';
import * as path from 'node:path';
import envPaths from 'env-paths';
import { z } from 'zod';
import { AUTH_VARIABLES, authenticationProblems, readAuthentication } from './auth/auth-configuration';
import type { AuthConfiguration } from './auth/auth-configuration';
import { LONGEST_HOLD_SECONDS } from './fleet/unheld';
import { addressList, fileList, flag, labelList, parts, runtimeList, wholeNumber } from './config-values';
import { readPythonOverrides, tracesUrlOf } from './config-families';

/** Apollo Sandbox is a page of this origin, embedded by the landing page. */
const SANDBOX_ORIGINS = 'https://studio.apollographql.com,https://sandbox.embed.apollographql.com';

/** Less than any framework needs to be loaded. */
const SMALLEST_WORKER_MEMORY_BYTES = 2 ** 28;

const collector = z.url({ protocol: /^https?$/ }).optional();

/** One line per variable; the table in the README is checked against it by a test. */
export const VARIABLES = {
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on. One that other machines reach needs PHOTOFINISH_AUTH.'),
  PORT: wholeNumber(0, 65535).default(4000).describe('Port to listen on; 0 takes a free one.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL; without it an embedded SQLite file.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('Redis, where several servers or measuring hosts share the PostgreSQL; without it one server does all.'),
  PHOTOFINISH_LABELS: labelList.default([]).describe('What races may ask of this host, separated by commas: gpu,h200.'),
  PHOTOFINISH_DATA_DIR: z.string().min(1).default('./data').describe('SQLite file and the files of the race in hand.'),
  PHOTOFINISH_CACHE_DIR: z
    .string()
    .min(1)
    .default(envPaths('photofinish', { suffix: '' }).cache)
    .describe("Engines' environments, shared by all clones."),
  PHOTOFINISH_LOCK_DIR: z
    .string()
    .min(1)
    .default(os.tmpdir())
    .describe('Where the host-wide lock lies: one measurement at a time.'),
  PHOTOFINISH_CORS_ORIGINS: z
    .string()
    .default(SANDBOX_ORIGINS)
    .describe('Origins that may call from a browser, separated by commas.'),
  ...AUTH_VARIABLES,
  PHOTOFINISH_MAX_REQUESTS_PER_MINUTE: wholeNumber(1, 10_000_000)
    .default(6000)
    .describe('Of one caller, on each transport; more are refused with RATE_LIMITED.'),
  PHOTOFINISH_MAX_CALLER_PERCENT: wholeNumber(1, 100)
    .default(50)
    .describe('Of the time of the thread that answers, what one caller may take while others wait; 100: no bound.'),
  PHOTOFINISH_MAX_WEBSOCKETS: wholeNumber(1, 100_000)
    .default(1000)
    .describe('WebSockets that may be open at once; more are refused.'),
  PHOTOFINISH_MAX_WEBSOCKETS_PER_ADDRESS: wholeNumber(1, 100_000).default(200).describe('The same of one address.'),
  PHOTOFINISH_TRUSTED_PROXIES: addressList
    .default([])
    .describe(
      'Proxies whose X-Forwarded-For is believed: addresses or subnets such as 10.0.0.0/8, separated by commas.',
    ),
  PHOTOFINISH_PERSISTED_QUERIES: fileList
    .default([])
    .describe('Files with the only queries that are answered, separated by commas; without one every query is.'),
  PHOTOFINISH_INTROSPECTION: flag.default(true).describe('1: introspection and landing page; 0: neither.'),
  PHOTOFINISH_MAX_QUEUED: wholeNumber(1, 100_000)
    .default(100)
    .describe('Races that may wait; more are refused with QUEUE_FULL.'),
  PHOTOFINISH_DRAIN_SECONDS: wholeNumber(0, 3600)
    .default(5)
    .describe('After SIGTERM, how long the round in hand may take to come to its end; 0: it is cut short.'),
  PHOTOFINISH_HOLD_SECONDS: wholeNumber(2, LONGEST_HOLD_SECONDS)
    .default(20)
    .describe('How long a measuring host that is not heard of keeps its race from the others.'),
  PHOTOFINISH_LIMITS: flag
    .default(true)
    .describe('1: after a race, while none waits, measures what this machine can do at most; 0: only when asked.'),
  PHOTOFINISH_RUNTIMES: runtimeList
    .default([])
    .describe('Second environments, as pytorch@lab=/path/to/python, separated by commas: engines of their own.'),
  PHOTOFINISH_WORKER_MEMORY_BYTES: wholeNumber(SMALLEST_WORKER_MEMORY_BYTES, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('Memory that the engines may hold; without it 85 % of what the machine or the container has.'),
  PHOTOFINISH_FAKE_ENGINE: flag.default(false).describe('1 shows the fake engine (scripted times; for tests).'),
  PHOTOFINISH_METRICS: flag.default(true).describe('1: /metrics, for Prometheus; 0: none.'),
  PHOTOFINISH_WORKER_PORT: wholeNumber(1, 65535)
    .optional()
    .describe('Port on which `photofinish worker` answers /healthz, /readyz and /metrics; without it on none.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.describe(
    'Collector of traces (OTLP over HTTP), such as http://127.0.0.1:4318; without it nothing is traced.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.describe('The same for traces alone, with its whole path.'),
  PHOTOFINISH_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Lowest level that is logged.'),
} as const;

export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string | null;
  /** Null: no other process shares the database. */
  readonly redisUrl: string | null;
  /** Of this host, if it measures. */
  readonly labels: readonly string[];
  readonly dataDirectory: string;
  readonly cacheDirectory: string;
  readonly lockDirectory: string;
  readonly corsOrigins: readonly string[];
  readonly auth: AuthConfiguration;
  /** Of the command line; null: none. */
  readonly token: string | null;
  readonly requestsPerMinute: number;
  /** Of the thread that answers, while others wait: from 0 to 1. */
  readonly callerShare: number;
  /** In all, and of one address. */
  readonly webSockets: number;
  readonly webSocketsPerAddress: number;
  readonly trustedProxies: readonly string[];
  readonly persistedQueryFiles: readonly string[];
  readonly introspection: boolean;
  readonly maximumQueuedRaces: number;
  readonly drainSeconds: number;
  /** Of the hold on a race, where several hosts measure. */
  readonly holdSeconds: number;
  /** Whether a race that ends asks for the limits of the machine that it lacks. */
  readonly automaticLimits: boolean;
  /** What workers may hold; null: a share of what there is. */
  readonly workerMemoryBytes: number | null;
  readonly showFakeEngine: boolean;
  /** Whether /metrics is served. */
  readonly metrics: boolean;
  /** Where a process that only measures says how it is; null: nowhere. */
  readonly workerPort: number | null;
  /** Where traces are sent; null: nothing is traced. */
  readonly tracesUrl: string | null;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Engine id → interpreter, from PHOTOFINISH_PYTHON_<ENGINE>. */
  readonly pythonOverrides: Readonly<Record<string, string>>;
  /** Second environments of engines. */
  readonly runtimes: readonly RuntimeSetting[];
}

export interface RuntimeSetting {
  readonly engineId: string;
  readonly name: string;
  readonly interpreter: string;
}

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n- ${problems.join('\n- ')}`,
    );
  }
}

/** `overrides`: what a command's own options say. Throws `ConfigurationError` that lists every variable at fault; values are not quoted (they may be secrets). */
export function loadConfiguration(
  environment: NodeJS.ProcessEnv = process.env,
  overrides: NodeJS.ProcessEnv = {},
): Configuration {
  const given = Object.fromEntries(
    Object.entries({ ...environment, ...overrides }).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = z.object(VARIABLES).safeParse(given);
  const problems = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...authenticationProblems(given),
  ];
  if (!result.success || problems.length > 0) throw new ConfigurationError(problems);
  const values = result.data;
  if (values.REDIS_URL !== undefined && values.DATABASE_URL === undefined) {
    throw new ConfigurationError([
      'REDIS_URL: needs DATABASE_URL too: several processes cannot share the embedded database',
    ]);
  }
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    labels: values.PHOTOFINISH_LABELS,
    dataDirectory: path.resolve(values.PHOTOFINISH_DATA_DIR),
    cacheDirectory: path.resolve(values.PHOTOFINISH_CACHE_DIR),
    lockDirectory: path.resolve(values.PHOTOFINISH_LOCK_DIR),
    corsOrigins: parts(values.PHOTOFINISH_CORS_ORIGINS),
    auth: readAuthentication(values),
    token: values.PHOTOFINISH_TOKEN ?? null,
    requestsPerMinute: values.PHOTOFINISH_MAX_REQUESTS_PER_MINUTE,
    callerShare: values.PHOTOFINISH_MAX_CALLER_PERCENT / 100,
    webSockets: values.PHOTOFINISH_MAX_WEBSOCKETS,
    webSocketsPerAddress: values.PHOTOFINISH_MAX_WEBSOCKETS_PER_ADDRESS,
    trustedProxies: values.PHOTOFINISH_TRUSTED_PROXIES,
    persistedQueryFiles: values.PHOTOFINISH_PERSISTED_QUERIES,
    introspection: values.PHOTOFINISH_INTROSPECTION,
    maximumQueuedRaces: values.PHOTOFINISH_MAX_QUEUED,
    drainSeconds: values.PHOTOFINISH_DRAIN_SECONDS,
    holdSeconds: values.PHOTOFINISH_HOLD_SECONDS,
    automaticLimits: values.PHOTOFINISH_LIMITS,
    workerMemoryBytes: values.PHOTOFINISH_WORKER_MEMORY_BYTES ?? null,
    showFakeEngine: values.PHOTOFINISH_FAKE_ENGINE,
    metrics: values.PHOTOFINISH_METRICS,
    workerPort: values.PHOTOFINISH_WORKER_PORT ?? null,
    tracesUrl: tracesUrlOf(values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, values.OTEL_EXPORTER_OTLP_ENDPOINT),
    logLevel: values.PHOTOFINISH_LOG_LEVEL,
    pythonOverrides: readPythonOverrides(given),
    runtimes: values.PHOTOFINISH_RUNTIMES,
  };
}

/** Which devices this server may touch at all is for its administrator to say, and which Vulkan driver speaks to them (WebGPU). */
export const DEVICE_VARIABLES = ['CUDA_VISIBLE_DEVICES', 'VK_ICD_FILENAMES', 'VK_DRIVER_FILES'] as const;

/** What a worker sees of the server's own environment; nothing else (no secrets, no settings of frameworks). */
const WORKER_VARIABLES = new Set<string>([
  'PATH',
  'HOME',
  'USER',
  'TMPDIR',
  'LANG',
  'TZ',
  'LD_LIBRARY_PATH',
  ...DEVICE_VARIABLES,
]);

/** The allow-listed part of the environment, for every worker. */
export function workerEnvironment(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const allowed = Object.entries(environment).filter(([name]) => WORKER_VARIABLES.has(name) || name.startsWith('LC_'));
  return Object.fromEntries(allowed.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
