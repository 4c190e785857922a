/**
 * Stands for the SDK's table of what travels in paths, queries and headers, in the bundles. DynamoDB and Secrets
 * Manager take everything in the body. What remains is a question that every call asks: whether its operation puts
 * something before the host name. None of theirs does.
 */
export const getHttpOperationBindings = () => [];

export const HttpBindingNormalizedSchema = {
  of(): never {
    throw new Error('This bundle leaves out the bindings of HTTP; see infra/bundle/http-bindings.ts.');
  },
};
