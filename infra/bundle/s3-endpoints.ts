/** Stands for the rules of S3's bucket addresses in the bundles: no function of ours calls S3. */
export function resolveParamsForS3(): never {
  throw new Error('This bundle leaves out the addresses of S3; see infra/bundle/s3-endpoints.ts.');
}
