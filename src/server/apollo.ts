/** GraphQL over HTTP. */
import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { GraphQLError, OperationTypeNode, type GraphQLSchema, type ValidationRule } from 'graphql';
import type { Logger } from 'pino';
import { badInput } from '../errors';
import type { ApiContext } from '../resolvers/context';
import { codesOf, type ErrorFormatter } from './format-error';
import { KnownDocuments } from './known-documents';
import { LIMITS } from './limits';

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly formatError: ErrorFormatter;
  readonly introspection: boolean;
  readonly logger: Logger;
}

/** Not started yet. */
export function createApollo({
  schema,
  rules,
  formatError,
  introspection,
  logger,
}: ApolloOptions): ApolloServer<ApiContext> {
  const landingPage = introspection
    ? ApolloServerPluginLandingPageLocalDefault({ embed: true })
    : ApolloServerPluginLandingPageDisabled();
  return new ApolloServer<ApiContext>({
    schema,
    logger,
    introspection,
    validationRules: [...rules],
    validationOptions: { maxErrors: LIMITS.validationErrors },
    parseOptions: { maxTokens: LIMITS.tokens },
    executionOptions: { maxCoercionErrors: LIMITS.variableFaults },
    formatError: (_formatted, error) => formatError(error),
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    documentStore: storeOf(new KnownDocuments()),
    persistedQueries: false,
    // It would end the process before the race in hand is put aside.
    stopOnTerminationSignals: false,
    // It would watch every field of every answer, to find that none may be kept: `http-app` says so of all.
    plugins: [landingPage, ApolloServerPluginCacheControlDisabled(), subscriptionsElsewhere, operationsEnd],
  });
}

/** Apollo's own keeps thirty megabytes of documents as text, several times that in memory: whoever sends many can fill it. */
function storeOf(documents: KnownDocuments): NonNullable<ApolloServerOptions<ApiContext>['documentStore']> {
  return {
    get: async (hash) => documents.find(hash),
    set: async (hash, document) => documents.keep(hash, document),
    delete: async () => false,
  };
}

/** A subscription sent over HTTP would run its resolver once, without an event. */
const subscriptionsElsewhere: ApolloServerPlugin<ApiContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
        const originalError = badInput(
          'query',
          'Subscriptions are not answered over HTTP.',
          'Connect to the same address by WebSocket (protocol graphql-transport-ws).',
        );
        throw new GraphQLError(originalError.message, { originalError, extensions: { http: { status: 400 } } });
      },
    };
  },
};

/** Tells each operation how it ended. */
const operationsEnd: ApolloServerPlugin<ApiContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue, operation, response: { body } }) {
        const errors = body.kind === 'single' ? body.singleResult.errors : body.initialResult.errors;
        contextValue.operation.end(operation?.operation ?? 'unknown', codesOf(errors));
      },
    };
  },
};
