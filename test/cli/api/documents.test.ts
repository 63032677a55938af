import { parse, validate } from 'graphql';
import * as documents from '../../../src/cli/api/documents';
import { readSchema } from '../support/api-server';

describe('the documents of the command line', () => {
  it.each(Object.entries(documents))('are what the schema allows: %s', (_name, document) => {
    expect(validate(readSchema(), parse(document))).toEqual([]);
  });
});
