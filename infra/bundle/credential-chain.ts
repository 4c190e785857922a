/**
 * Stands for `@aws-sdk/credential-provider-node` in the bundles. The real chain searches profiles, SSO, other
 * processes and metadata servers: more than a third of the SDK's size, and none of it exists in Lambda, which gives
 * credentials in the environment.
 */
export function defaultProvider(): () => Promise<never> {
  return async () => {
    throw new Error(
      'This AWS client was created without credentials, and the bundle leaves out the search for them. ' +
        'Pass the credentials of the environment when you create the client.',
    );
  };
}
