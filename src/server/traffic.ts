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
  /** Of the time of the thread that answers, from 0 to 1: what one caller may take while others wait. */
  readonly callerShare: number;
}

export const TRAFFIC: Traffic = {
  requestsPerMinute: 6000,
  messagesPerMinute: 12_000,
  connections: 4000,
  webSockets: 1000,
  webSocketsPerAddress: 200,
  operations: 4000,
  unreadBytes: 2 ** 20,
  callerShare: 0.5,
};

/** What the configuration says, and room for what comes with it: four connections or operations for each WebSocket. */
export function trafficOf(
  configured: Pick<Traffic, 'requestsPerMinute' | 'webSockets' | 'webSocketsPerAddress' | 'callerShare'>,
): Traffic {
  const { requestsPerMinute, webSockets, webSocketsPerAddress, callerShare } = configured;
  const beside = 4 * webSockets;
  return {
    ...TRAFFIC,
    ...{ requestsPerMinute, webSockets, webSocketsPerAddress, callerShare },
    connections: Math.max(TRAFFIC.connections, beside),
    operations: Math.max(TRAFFIC.operations, beside),
  };
}

export const MINUTE_MILLISECONDS = 60_000;
