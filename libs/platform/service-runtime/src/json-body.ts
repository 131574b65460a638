import { countKeys, scanJson } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Deeper than anything an operation takes, and shallow enough for whatever reads a value by calling itself. */
const DEPTH_MAX = 64;

type Done = (error: Error | null, value?: unknown) => void;

/**
 * Reads JSON bodies, as Fastify does, and refuses with `request_malformed` what says two things at once, an object that names a key
 * twice, and what is nested too deeply.
 */
export function jsonBodies(server: FastifyInstance) {
  const parse = server.getDefaultJsonParser('error', 'error');
  return (request: FastifyRequest, body: Buffer, done: Done): void => {
    const [span] = scanJson(body, 0, 1).spans;
    if (span !== undefined && span.depth > DEPTH_MAX) {
      done(new Fault('request_malformed', `The body is nested more than ${DEPTH_MAX} levels deep.`));
      return;
    }
    const read: Done = (error, value) => {
      if (error !== null) done(error);
      else if (countKeys(value) === span?.keysWritten) done(null, value);
      else done(new Fault('request_malformed', 'An object of the body names a key twice, so its value is not known.'));
    };
    void parse(request, body.toString('utf8'), read);
  };
}
