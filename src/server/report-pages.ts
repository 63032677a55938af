/** Reports as pages: `/reports/<id>`, the same as Markdown with `.md`, for whoever may read them by the API. */
import type { ApolloServer } from '@apollo/server';
import { Router, type Request, type RequestHandler, type Response } from 'express';
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

interface Answer {
  readonly report: Readonly<Record<string, string>> | null;
}

/** Whatever comes in has passed authentication. A page is an answer of the API, with its scopes and projects. */
export function reportPages({ apollo, contextOf, notFound }: ReportPagesOptions): Router {
  const router = Router();
  router.get('/:page', forPages, async (request, response, next) => {
    const [, id, ending = 'html'] = /^(report_[0-9a-z-]+)(?:\.(html|md))?$/.exec(request.params.page) ?? [];
    const format = FORMATS[ending as keyof typeof FORMATS];
    if (id === undefined) return notFound(request, response, next);
    const { body } = await apollo.executeOperation(
      { query: `query ($id: ID!) { report(id: $id) { ${format.field} } }`, variables: { id } },
      { contextValue: contextOf(request, response) },
    );
    const answer = body.kind === 'single' ? body.singleResult : body.initialResult;
    const code = answer.errors?.[0]?.extensions?.['code'];
    if (answer.errors && code !== 'BAD_USER_INPUT')
      return response.status(code === 'FORBIDDEN' ? 403 : 503).json(answer);
    const text = (answer.data as Answer | null | undefined)?.report?.[format.field];
    if (text === undefined) return notFound(request, response, next);
    return response.set('cache-control', 'no-store').type(format.type).send(text);
  });
  return router;
}
