/** What the values of variables look like, and what is wrong with one that does not. `config.ts` reads them. */
import { isIP } from 'node:net';
import * as path from 'node:path';
import { z } from 'zod';
import { LABEL_PATTERN, MAXIMUM_LABELS } from './fleet/wanted';

export const flag = z.enum(['0', '1']).transform((value) => value === '1');
export const wholeNumber = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

/** Of a list that is separated by commas. */
export const parts = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const RUNTIME = /^([a-z][a-z0-9-]*)@([a-z0-9][a-z0-9.-]*)=(.+)$/;

/** `engine@name=interpreter`, separated by commas. */
export const runtimeList = z.string().transform((text, context) => {
  const runtimes = parts(text).map((part, index) => {
    const [, engineId, name, interpreter] = RUNTIME.exec(part) ?? [];
    if (engineId && name && interpreter) return { engineId, name, interpreter: path.resolve(interpreter) };
    context.addIssue({
      code: 'custom',
      message: `entry ${index + 1} is not <engine>@<name>=<path of a Python interpreter>`,
    });
    return z.NEVER;
  });
  const ids = runtimes.map(({ engineId, name }) => `${engineId}@${name}`);
  if (new Set(ids).size < ids.length) context.addIssue({ code: 'custom', message: 'names one runtime twice' });
  return runtimes;
});

export const fileList = z.string().transform((text) => parts(text).map((file) => path.resolve(file)));

export const addressList = z
  .string()
  .transform(parts)
  .refine((list) => list.every(isAddressOrSubnet), 'is not a list of addresses and subnets');

function isAddressOrSubnet(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const version = isIP(address);
  return version !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

/** Labels of a host, separated by commas; which are possible is `fleet/wanted`'s to say. */
export const labelList = z.string().transform((text, context) => {
  const given = parts(text);
  const wrong = given.findIndex((label) => !LABEL_PATTERN.test(label));
  if (wrong >= 0) {
    const allowed = 'lower-case letters, digits, dots, dashes and underscores, at most 32 characters';
    context.addIssue({ code: 'custom', message: `label ${wrong + 1} is not made of ${allowed}` });
    return z.NEVER;
  }
  if (given.length > MAXIMUM_LABELS) {
    context.addIssue({ code: 'custom', message: `has more than ${MAXIMUM_LABELS} labels` });
  }
  return given;
});
