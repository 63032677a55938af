/**
 * A GPU in software for the tests: Google's SwiftShader, a Vulkan driver, as @sparticuz/chromium (MIT) packs it. With it
 * the WebGPU path runs for real on a machine without a GPU. Into the user's cache, once.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { cacheDirectory } from '../bootstrap/cache-directory.mjs';
import { run } from '../bootstrap/run.mjs';
import { succeed, unpackPackage } from './unpack-package.mjs';

const PACKAGE = '@sparticuz/chromium@147.0.0';
const INTEGRITY = '4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ==';
const ARCHIVE = join('package', 'bin', 'swiftshader.tar.br');

/** Where the driver lies once it is set up. */
export function softwareGpuFolder() {
  return join(cacheDirectory(), 'swiftshader-147.0.0');
}

/** What cannot be set up is said; the tests that need it skip. */
export async function setUpSoftwareGpu() {
  const folder = softwareGpuFolder();
  if (existsSync(folder)) return;
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    console.error('software GPU: NOT SET UP. It is packed for Linux on x64 only.');
    return;
  }
  mkdirSync(cacheDirectory(), { recursive: true });
  const draft = mkdtempSync(join(cacheDirectory(), 'swiftshader-'));
  try {
    console.error('software GPU: downloading SwiftShader (68 MB, once)');
    await unpack(draft);
    renameSync(join(draft, 'driver'), folder);
  } catch (error) {
    // Another set-up may have been faster.
    if (!existsSync(folder)) console.error(`software GPU: NOT SET UP. ${error.message}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function unpack(draft) {
  await unpackPackage({ spec: PACKAGE, integrity: INTEGRITY, folder: draft, only: ARCHIVE });
  const tar = join(draft, 'driver.tar');
  writeFileSync(tar, brotliDecompressSync(readFileSync(join(draft, ARCHIVE))));
  const driver = join(draft, 'driver');
  mkdirSync(driver);
  succeed(await run('tar', ['-xf', tar, '-C', driver, '--no-same-owner']));
}
