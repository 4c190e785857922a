import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** One request and its answer, as they were on the wire. */
export interface Exchange {
  readonly method: string;
  /** As it was sent, percent-encoded; a query is ignored. */
  readonly path: string;
  readonly requestType?: string | null;
  readonly requestBody?: string;
  readonly status: number;
  readonly contentType: string | null;
  /** Names in lower case. Without them headers are not looked at. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly answerBody: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape, whose shape is what is tested
type Node = any;

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];
const DOCUMENT_ID = 'https://openapi.example/document';

/** An OpenAPI 3.1 document, and what it says about requests and answers. */
export interface OpenApi {
  readonly document: Node;
  /** Such as `GET /payment-links/{reference}`. */
  readonly operations: readonly string[];
  /** The node that a chain of `$ref` ends at. */
  resolve(node: Node): Node;
  /** What is wrong with a value under the schema at this JSON pointer; empty when nothing is. */
  errorsOf(schemaPointer: string, value: unknown): string[];
  /**
   * How an exchange differs from the document; empty when it agrees. A route, a status or a content type that is not
   * documented differs. A request is held to its schema when it was answered with success.
   */
  differences(exchange: Exchange): string[];
}

/** @param text the document as YAML; by default the project's own. */
export function readOpenApi(text = readFileSync('docs/openapi.yaml', 'utf8')): OpenApi {
  const document: Node = parse(text);
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });
  addFormats.default(ajv);
  // The document's own members are no keywords of a schema; every other unknown one is a mistake.
  ajv.addVocabulary(Object.keys(document));
  ajv.addSchema(document, DOCUMENT_ID);
  const compiled = new Map<string, ValidateFunction>();

  const at = (pointer: string): Node =>
    pointer
      .split('/')
      .slice(1)
      .reduce((node, part) => node?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document);

  /** The pointer at which a chain of references that begins at this one ends. */
  const target = (pointer: string): string => {
    const node = at(pointer);
    if (node === undefined) throw new Error(`The document has no ${pointer}.`);
    return typeof node.$ref === 'string' && Object.keys(node).length === 1
      ? target(node.$ref.slice(1))
      : pointer;
  };

  const errorsOf = (pointer: string, value: unknown): string[] => {
    const validate =
      compiled.get(pointer) ?? ajv.compile({ $ref: `${DOCUMENT_ID}#${encodeURI(target(pointer))}` });
    compiled.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  };

  const operations = Object.entries<Node>(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({
      key: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      shape: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
      pointer: `/paths/${path.replaceAll('/', '~1')}/${method}`,
    })),
  );

  /** What is wrong with a body under the media types at this pointer. */
  const bodyErrors = (pointer: string, contentType: string, body: string, leaveOut: boolean): string[] => {
    const type = contentType.split(';')[0]!.trim().toLowerCase();
    const media = at(`${pointer}/content`)?.[type];
    if (media === undefined) return [`the type "${type}" is not documented`];
    if (media.schema === undefined) return body === '' ? ['the body is empty'] : [];
    const value = parsedBody(type, body);
    if (value === undefined) return ['the body is not JSON'];
    const schema = `${pointer}/content/${type.replaceAll('/', '~1')}/schema`;
    return errorsOf(schema, leaveOut ? withoutAbsent(value) : value);
  };

  const differences = (exchange: Exchange): string[] => {
    const { method, path, status } = exchange;
    const operation = operations.find(
      (each) => each.method === method.toUpperCase() && each.shape.test(path.split('?')[0]!),
    );
    if (operation === undefined) return [`${method} ${path} is not documented`];
    const name = `${operation.key} ${status}`;
    if (at(`${operation.pointer}/responses`)[status] === undefined) return [`${name} is not documented`];
    const response = target(`${operation.pointer}/responses/${status}`);

    const found = bodyErrors(response, exchange.contentType ?? '', exchange.answerBody, false).map(
      (error) => `answer: ${error}`,
    );
    const requestPointer = `${operation.pointer}/requestBody`;
    if (status < 300 && at(requestPointer) !== undefined) {
      const type = exchange.requestType ?? 'application/x-www-form-urlencoded';
      const errors = bodyErrors(requestPointer, type, exchange.requestBody ?? '', true);
      found.push(...errors.map((error) => `request: ${error}`));
    }
    for (const header of Object.keys(exchange.headers ? (at(`${response}/headers`) ?? {}) : {})) {
      const pointer = target(`${response}/headers/${header}`);
      const value = exchange.headers?.[header.toLowerCase()];
      if (value !== undefined) {
        found.push(...errorsOf(`${pointer}/schema`, value).map((error) => `${header}: ${error}`));
      } else if (at(pointer).required) found.push(`the header ${header} is missing`);
    }
    if (exchange.headers?.['retry-after'] !== undefined && !at(`${response}/headers/Retry-After`)) {
      found.push('Retry-After: is not documented');
    }
    return found.map((error) => `${name}: ${error}`);
  };

  return {
    document,
    operations: operations.map(({ key }) => key),
    resolve: (node) => (typeof node?.$ref === 'string' ? at(target(node.$ref.slice(1))) : node),
    errorsOf,
    differences,
  };
}

/** The value that a schema is about; undefined for what should be JSON and is none. */
function parsedBody(type: string, body: string): unknown {
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(body));
  if (!/^\w+\/(.+\+)?json$/.test(type)) return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** In a request `null` and an empty string say what leaving the member out says: OpenAPI has no words for that. */
function withoutAbsent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null && member !== ''));
}

/**
 * `fetch`, held to the document.
 *
 * @throws {Error} when the exchange is not as documented.
 */
export function documentedFetch(openApi: OpenApi): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const requestBody = await request.clone().text();
    const response = await fetch(request);
    const { pathname } = new URL(request.url);
    const found = openApi.differences({
      method: request.method,
      path: pathname,
      requestType: request.headers.get('content-type'),
      requestBody,
      status: response.status,
      contentType: response.headers.get('content-type'),
      headers: Object.fromEntries(response.headers),
      answerBody: await response.clone().text(),
    });
    if (found.length > 0) throw new Error(`Not as docs/openapi.yaml says: ${found.join('; ')}`);
    return response;
  };
}
