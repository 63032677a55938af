#!/usr/bin/env node
// `npx photofinish …`: what is missing is set up first.
'use strict';

void import('../scripts/bootstrap.mjs').then(({ handOver }) => handOver(process.argv.slice(2)));
