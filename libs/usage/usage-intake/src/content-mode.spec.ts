import { describe, expect, test } from '@jest/globals';
import { attributesOf, decodeHeader } from './binary-headers.ts';
import { contentModeOf } from './index.ts';

const ce = { 'ce-id': '1', 'ce-specversion': '1.0' };

describe('the content mode', () => {
  test.each([
    ['application/cloudevents+json', {}, 'structured'],
    ['application/cloudevents+json; charset=UTF-8', {}, 'structured'],
    ['Application/CloudEvents-Batch+JSON;charset="utf-8"', {}, 'batched'],
    ['application/json', ce, 'binary'],
    ['application/vnd.acme.usage+json', ce, 'binary'],
    ['application/cloudevents+json', ce, 'structured'],
    ['application/json', {}, undefined],
    ['application/cloudevents+avro', ce, undefined],
    ['application/cloudevents+xml+json', ce, undefined],
    ['application/cloudevents+json; charset=utf-16', {}, undefined],
    ['text/plain', ce, undefined],
    [undefined, ce, 'binary'],
    [undefined, {}, undefined],
  ])('of %s is told by its media type', (contentType, headers, mode) => {
    const answer = contentModeOf({ ...headers, 'content-type': contentType });
    expect(answer.ok ? answer.mode : undefined).toBe(mode);
    if (!answer.ok) expect(answer.problem.code).toBe('media_type_unsupported');
  });
});

describe('a header of binary mode', () => {
  test.each([
    // The example of the HTTP protocol binding 1.0.2, section 3.1.3.2.
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%c3%a9', 'é'],
    ['%41b', 'Ab'],
    ['"quoted \\"text\\" %20"', 'quoted "text"  '],
    ['%2520', '%20'],
    ['plain', 'plain'],
    // Overlong, cut short, no hex digits, raw bytes beyond ASCII.
    ['%C0%A0', undefined],
    ['%E2%82', undefined],
    ['%zz', undefined],
    ['100%', undefined],
    ['é', undefined],
  ])('%j is read as %j', (value, text) => {
    expect(decodeHeader(value)).toBe(text);
  });

  test('may not be what CloudEvents keeps to the message itself, nor come twice', () => {
    expect(attributesOf({ 'ce-datacontenttype': 'x' })).toMatchObject({ ok: false });
    expect(attributesOf({ 'ce-data': '{}' })).toMatchObject({ ok: false });
    expect(attributesOf({ 'ce-id': ['a', 'a'] })).toMatchObject({ ok: false, problem: { pointer: '/id' } });
    expect(attributesOf({ 'ce-id': ['a'], host: 'x', 'ce-__proto__': 'x' })).toEqual({
      ok: true,
      attributes: { id: 'a' },
    });
  });
});
