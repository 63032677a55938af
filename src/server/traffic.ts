/** How much may come, in all and from one caller: the same on HTTP and on WebSocket. `limits.ts` bounds each operation. */
export interface Traffic {
  /** Operations of one caller within a minute, on each transport; also requests and WebSockets that one address tries. */
  readonly requestsPerMinute: number;
  /** Messages of one WebSocket within a minute, of whatever kind; pings and pongs are some. */
  readonly messagesPerMinute: number;
  /** TCP connections in all. */
  readonly connections: number;
  readonly webSockets: number;
  readonly webSocketsPerAddress: number;
  /** Operations under way on all WebSockets together: subscriptions, mostly. */
  readonly operations: number;
  /** What may wait to be sent on one WebSocket before its messages wait, too. */
  readonly unreadBytes: number;
}

export const TRAFFIC: Traffic = {
  requestsPerMinute: 6000,
  messagesPerMinute: 12_000,
  connections: 4000,
  webSockets: 1000,
  webSocketsPerAddress: 200,
  operations: 4000,
  unreadBytes: 2 ** 20,
};

export const MINUTE_MILLISECONDS = 60_000;
