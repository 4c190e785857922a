import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * Writes an assembly with one stack, as the CDK does.
 *
 * @param code the source of `index.mjs` by the object key that its asset is uploaded under
 * @returns its folder
 */
export function writeAssembly(template: object, code: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('assembly-');
  const save = (file: string, content: object) =>
    writeFileSync(path.join(folder, file), JSON.stringify(content));
  const files = Object.entries(code).map(([objectKey, source]) => {
    const asset = { path: `asset.${objectKey}`, packaging: 'zip' };
    mkdirSync(path.join(folder, asset.path));
    writeFileSync(path.join(folder, asset.path, 'index.mjs'), source);
    return [objectKey, { source: asset, destinations: { current: { objectKey } } }];
  });
  save('manifest.json', {
    artifacts: {
      shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'shop.template.json' } },
      'shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'shop.assets.json' } },
      Tree: { type: 'cdk:tree' },
    },
  });
  save('shop.template.json', template);
  save('shop.assets.json', { files: Object.fromEntries(files) });
  return folder;
}
