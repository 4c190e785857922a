import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Product } from '../product.ts';
import type { Edit, PlantedFault } from './fault.ts';

const ROOT = new URL('../../../', import.meta.url);
/** What is loaded anew for each fault. */
const PRODUCT = ['shared/', 'functions/', 'test/explore/product.ts'].map((path) => new URL(path, ROOT).href);
const MARK = 'planted';

/** The edits of each fault that is being loaded, and which of them were made. */
const planting = new Map<string, { readonly edits: readonly Edit[]; readonly made: Set<Edit> }>();

/** A module of the product that a planted one imports is planted as well: each fault has a product of its own. */
let isHooked = false;
function hook(): void {
  if (isHooked) return;
  isHooked = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const name = context.parentURL && new URL(context.parentURL).searchParams.get(MARK);
      const isProduct = PRODUCT.some((prefix) => resolved.url.startsWith(prefix));
      return name && isProduct ? { ...resolved, url: `${resolved.url}?${MARK}=${name}` } : resolved;
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const name = URL.canParse(url) ? new URL(url).searchParams.get(MARK) : null;
      const fault = name === null ? undefined : planting.get(name);
      if (fault === undefined) return loaded;
      const path = fileURLToPath(new URL(url)).slice(fileURLToPath(ROOT).length);
      const edits = fault.edits.filter(({ file }) => file === path);
      if (edits.length === 0) return loaded;
      const source = edits.reduce((text, edit) => edited(text, edit, fault.made), String(loaded.source));
      return { ...loaded, source };
    },
  });
}

function edited(text: string, edit: Edit, made: Set<Edit>): string {
  const places = text.split(edit.find).length - 1;
  if (places !== 1) throw new Error(`${edit.file} has ${places} times, and not once:\n${edit.find}`);
  made.add(edit);
  return text.replace(edit.find, () => edit.put);
}

/**
 * The product with a fault in it.
 *
 * @throws {Error} when a text that is to be replaced does not stand in its file once, or the file is not loaded.
 */
export async function plant({ name, edits = [], ports }: PlantedFault): Promise<Product> {
  hook();
  const made = new Set<Edit>();
  planting.set(name, { edits, made });
  const file = fileURLToPath(new URL('../product.ts', import.meta.url));
  const { product } = (await import(`${pathToFileURL(file).href}?${MARK}=${name}`)) as { product: Product };
  const missed = edits.find((edit) => !made.has(edit));
  if (missed !== undefined)
    throw new Error(`${missed.file} is no part of the product, so ${name} was not planted.`);
  if (ports === undefined) return product;
  return { ...product, start: (process, task, given) => product.start(process, task, ports(given, task)) };
}
