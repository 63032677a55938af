/** Execution providers: what each variant asks for, and which provider really ran the nodes of a model. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import type { Session } from './framework';

export type Provider = 'cpu' | 'cuda' | 'webgpu';

export const PROVIDERS: Readonly<Record<Provider, string>> = {
  cpu: 'CPUExecutionProvider',
  cuda: 'CUDAExecutionProvider',
  webgpu: 'WebGpuExecutionProvider',
};

export function isProvider(variant: string): variant is Provider {
  return variant in PROVIDERS;
}

const profileEvent = z.object({
  cat: z.string(),
  name: z.string(),
  args: z.object({ provider: z.string().optional() }).optional(),
});

/** Provider → names of the nodes that it ran, from the text of ONNX Runtime's profile. */
export function nodesByProvider(profile: string): Map<string, Set<string>> {
  const ran = new Map<string, Set<string>>();
  for (const { cat, name, args } of z.array(profileEvent).parse(JSON.parse(profile))) {
    if (cat !== 'Node' || args?.provider === undefined) continue;
    const nodes = ran.get(args.provider) ?? new Set();
    nodes.add(name.replace(/_kernel_time$/, ''));
    ran.set(args.provider, nodes);
  }
  return ran;
}

/** A node that another provider than the one asked for ran: its times would be another device's. */
export class ProviderFallback extends Error {
  readonly code = 'PROVIDER_FALLBACK';
}

/** What WebGPU says where it finds no GPU that it can use. */
const NO_ADAPTER = /Failed to get a WebGPU adapter(?:: )?([^\n]*)/;

/** There is nothing here that a provider could run on. */
class NoDevice extends Error {
  readonly code = 'NO_DEVICE';
}

/** `error`, or what it means in short. */
export function withoutDevice(error: unknown): unknown {
  const [found, why] = NO_ADAPTER.exec(String(error)) ?? [];
  if (found === undefined) return error;
  return new NoDevice(`WebGPU finds no GPU here${why ? ` (${why.trim()})` : ''}; it needs one with its driver.`);
}

/**
 * Ends the profiling of a session that has run, and says who ran what, such as "CUDAExecutionProvider: 14 of 14 nodes".
 * The session goes on without it, as fast as one that was never profiled (measured). `prefix`: that its profile was
 * given. Throws `ProviderFallback` where nodes were run by another provider.
 */
export function readProviders(session: Session, prefix: string, provider: Provider): string {
  session.endProfiling();
  const folder = path.dirname(prefix);
  const files = fs.readdirSync(folder).filter((file) => file.startsWith(path.basename(prefix)));
  const texts = files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));
  for (const file of files) fs.rmSync(path.join(folder, file));
  const ran = nodesByProvider(texts[0] ?? '[]');
  const wanted = ran.get(PROVIDERS[provider])?.size ?? 0;
  const all = [...ran.values()].reduce((sum, nodes) => sum + nodes.size, 0);
  if (wanted === 0 || wanted < all) {
    const others = [...ran].filter(([name]) => name !== PROVIDERS[provider]);
    const story = others.map(([name, nodes]) => `${name} ran ${[...nodes].slice(0, 5).join(', ')}`).join('; ');
    throw new ProviderFallback(`${PROVIDERS[provider]} ran ${wanted} of ${all} nodes${story && `; ${story}`}`);
  }
  return `${PROVIDERS[provider]}: ${wanted} of ${all} nodes`;
}
