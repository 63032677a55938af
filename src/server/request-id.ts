/** Every HTTP request has an id, which its answer and its lines in the log carry. */
import type { RequestHandler } from 'express';
import { requestIdFrom, withRequestId } from '../observing/request-scope';
import { workOf } from './cost-guards';

export const REQUEST_ID_HEADER = 'x-request-id';

export const withRequestIds: RequestHandler = (request, response, next) => {
  const requestId = requestIdFrom(request.headers[REQUEST_ID_HEADER]);
  response.set(REQUEST_ID_HEADER, requestId);
  withRequestId(requestId, next, () => workOf(response)?.goesOn());
};
