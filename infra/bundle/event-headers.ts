/**
 * Stands for the signing of event streams' headers in the bundles. Every signer makes one of these, and uses it for
 * streams alone, which neither DynamoDB nor Secrets Manager has.
 */
export class HeaderFormatter {
  format(): never {
    throw new Error(
      'This bundle leaves out the signing of event streams; see infra/bundle/event-headers.ts.',
    );
  }
}
