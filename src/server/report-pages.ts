/**
 * Reports as pages: `/reports/<id>`, and two beside each other: `/reports/<id>/compared-with/<id>`; the same as Markdown with `.md`.
 * For whoever may read them by the API.
 */
import type { ApolloServer } from '@apollo/server';
import { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import type { ApiContext } from '../resolvers/context';

export const REPORTS_PATH = '/reports';

export interface ReportPagesOptions {
  readonly apollo: ApolloServer<ApiContext>;
  readonly contextOf: (request: Request, response: Response) => ApiContext;
  readonly notFound: RequestHandler;
}

/** A page holds its own style and nothing to run. */
const forPages = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      ...{ defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"], baseUri: ["'none'"] },
      ...{ formAction: ["'none'"], frameAncestors: ["'none'"] },
    },
  },
});

const FORMATS = {
  html: { field: 'html', type: 'text/html; charset=utf-8' },
  md: { field: 'markdown', type: 'text/markdown; charset=utf-8' },
} as const;

type Format = (typeof FORMATS)[keyof typeof FORMATS];
interface Answer {
  readonly page: Readonly<Record<string, string>> | null;
}

interface Page {
  /** The beginning of the query; which field of `page` is wanted comes behind it. */
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly format: Format;
}

const ONE = 'query ($id: ID!) { page: report(id: $id)';
const TWO =
  'query ($baseline: ID!, $candidate: ID!) { page: reportComparison(baseline: $baseline, candidate: $candidate)';

const ID = 'report_[0-9a-z-]+';
const LAST = new RegExp(`^(${ID})(?:\\.(html|md))?$`);
const WHOLE = new RegExp(`^${ID}$`);

/** Whatever comes in has passed authentication. A page is an answer of the API, with its scopes and projects. */
export function reportPages(options: ReportPagesOptions): Router {
  const router = Router();
  router.get('/:page', forPages, (request, response, next) => {
    const [, id, ending] = LAST.exec(request.params.page) ?? [];
    if (id === undefined) return options.notFound(request, response, next);
    const page: Page = { query: ONE, variables: { id }, format: formatOf(ending) };
    return send(page, options, { request, response, next });
  });
  router.get('/:baseline/compared-with/:page', forPages, (request, response, next) => {
    const { baseline } = request.params;
    const [, candidate, ending] = LAST.exec(request.params.page) ?? [];
    if (candidate === undefined || !WHOLE.test(baseline)) return options.notFound(request, response, next);
    const page: Page = { query: TWO, variables: { baseline, candidate }, format: formatOf(ending) };
    return send(page, options, { request, response, next });
  });
  return router;
}

function formatOf(ending: string | undefined): Format {
  return FORMATS[(ending ?? 'html') as keyof typeof FORMATS];
}

async function send(
  { query, variables, format }: Page,
  { apollo, contextOf, notFound }: ReportPagesOptions,
  { request, response, next }: { readonly request: Request; readonly response: Response; readonly next: NextFunction },
): Promise<unknown> {
  const { body } = await apollo.executeOperation(
    { query: `${query} { ${format.field} } }`, variables },
    { contextValue: contextOf(request, response) },
  );
  const answer = body.kind === 'single' ? body.singleResult : body.initialResult;
  const code = answer.errors?.[0]?.extensions?.['code'];
  if (answer.errors && code !== 'BAD_USER_INPUT' && code !== 'NOT_FOUND')
    return response.status(code === 'FORBIDDEN' ? 403 : 503).json(answer);
  const text = (answer.data as Answer | null | undefined)?.page?.[format.field];
  if (text === undefined) return notFound(request, response, next);
  return response.set('cache-control', 'no-store').type(format.type).send(text);
}
