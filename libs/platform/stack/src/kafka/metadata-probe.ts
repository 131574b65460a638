import { connect } from 'node:net';

const METADATA = 3;
const VERSION = 1;
const CORRELATION = 1;

/** A Metadata request, version 1, for no topic: https://kafka.apache.org/protocol#The_Messages_Metadata */
function metadataRequest(): Buffer {
  const clientId = Buffer.from('suanpan-stack');
  const frame = Buffer.alloc(4 + 2 + 2 + 4 + 2 + clientId.length + 4);
  let at = frame.writeInt32BE(frame.length - 4, 0);
  at = frame.writeInt16BE(METADATA, at);
  at = frame.writeInt16BE(VERSION, at);
  at = frame.writeInt32BE(CORRELATION, at);
  at = frame.writeInt16BE(clientId.length, at);
  at += clientId.copy(frame, at);
  frame.writeInt32BE(0, at);
  return frame;
}

/** How many brokers an answer lists; `undefined` while it is not whole. */
function brokersIn(answer: Buffer): number | undefined {
  if (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0) || answer.length < 12) return undefined;
  return answer.readInt32BE(4) === CORRELATION ? answer.readInt32BE(8) : 0;
}

/** Whether a node that asks nobody who they are answers a metadata request with at least one broker. */
export function metadataAnswers(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const socket = connect({ host, port });
    const done = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(timeoutMs, () => done(false));
    socket.on('error', () => done(false));
    socket.on('close', () => done(false));
    socket.on('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      const brokers = brokersIn(answer);
      if (brokers !== undefined) done(brokers > 0);
    });
  });
}
