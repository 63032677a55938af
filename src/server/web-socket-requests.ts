/** Ids of operations on WebSocket connections: the connection's, and the number of the operation on it. */
import { requestIdFrom, withRequestId } from '../observing/request-scope';

interface Connection {
  readonly id: string;
  count: number;
  /** By the client's own id of the operation, which it may use again. */
  readonly underWay: Map<string, string>;
}

export class WebSocketRequests {
  /** By what stands for the connection. */
  private readonly connections = new WeakMap<object, Connection>();

  /** `offered`: the id that the client gave its connection. */
  begin(connection: object, operationId: string, offered: string | readonly string[] | undefined): string {
    const known = this.connections.get(connection) ?? { id: requestIdFrom(offered), count: 0, underWay: new Map() };
    this.connections.set(connection, known);
    known.count += 1;
    const requestId = `${known.id}.${known.count}`;
    known.underWay.set(operationId, requestId);
    return requestId;
  }

  end(connection: object, operationId: string): void {
    this.connections.get(connection)?.underWay.delete(operationId);
  }

  /** What `work` logs belongs to that operation. */
  within<T>(connection: object, operationId: string, work: () => T): T {
    const requestId = this.connections.get(connection)?.underWay.get(operationId);
    return requestId === undefined ? work() : withRequestId(requestId, work);
  }
}
